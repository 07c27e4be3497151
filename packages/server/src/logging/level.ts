/** Log levels from the most to the least severe; `silent` writes nothing. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

/** The name that stands for all loggers: its level is the one of loggers that no other name covers. */
export const everyLogger = '*'

/** The level of a logger, and the name it was set for. */
export interface EffectiveLevel {
  readonly name: string
  readonly level: LogLevel
  /** `name` itself, a name above it, or `*`. */
  readonly from: string
}

/**
 * The level of a logger called `switch.session`: its own, else that of `switch`, else the general one. Loggers are named
 * from the general to the particular so that one key covers a part of the program.
 */
export function levelOf(name: string, levels: ReadonlyMap<string, LogLevel>, general: LogLevel): EffectiveLevel {
  for (let from = name; from !== ''; from = from.slice(0, Math.max(0, from.lastIndexOf('.')))) {
    const level = levels.get(from)
    if (level !== undefined) return { name, level, from }
  }
  return { name, level: general, from: everyLogger }
}

/** Whether a name stands for a logger: it is that logger's, one above it, or `*`. */
export function covers(name: string, logger: string): boolean {
  return name === everyLogger || name === logger || logger.startsWith(`${name}.`)
}
