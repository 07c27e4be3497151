/** Log levels from the most to the least severe; `silent` writes nothing. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

/**
 * The level of a logger called `switch.session`: its own, else that of `switch`, else the general one. Loggers are named
 * from the general to the particular so that one key covers a part of the program.
 */
export function levelOf(name: string, levels: ReadonlyMap<string, LogLevel>, general: LogLevel): LogLevel {
  for (let prefix = name; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
    const level = levels.get(prefix)
    if (level !== undefined) return level
  }
  return general
}
