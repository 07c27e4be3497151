import type { Logger } from './logging.ts'

export interface LimitedOptions {
  /** Lines of one kind in a second; further ones are counted. */
  readonly perSecond: number
}

type Write = (fields: object, message: string) => void

/** The part of a logger that peers can make write. */
export interface LimitedLogger {
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}

type Level = keyof LimitedLogger

/** Lines of one kind since its second began. */
interface Kind {
  written: number
  leftOut: number
}

/**
 * A logger for what somebody else can cause as often as he likes, so that he cannot fill the disk: of one kind of line,
 * which is its level and its message, only the first few in a second are written. At the end of that second one more
 * line says with `left_out` how many were not. A message must therefore be a constant; what varies belongs in the fields.
 */
export function limited(logger: Logger, { perSecond }: LimitedOptions): LimitedLogger {
  const kinds = new Map<string, Kind>()
  const begin = (key: string, level: Level, message: string): Kind => {
    const kind: Kind = { written: 0, leftOut: 0 }
    kinds.set(key, kind)
    const end = (): void => {
      kinds.delete(key)
      if (kind.leftOut > 0) logger[level]({ left_out: kind.leftOut }, message)
    }
    setTimeout(end, 1000).unref()
    return kind
  }
  const writer =
    (level: Level): Write =>
    (fields, message) => {
      if (!logger.isLevelEnabled(level)) return
      const key = `${level} ${message}`
      const kind = kinds.get(key) ?? begin(key, level, message)
      if (kind.written < perSecond) {
        kind.written++
        logger[level](fields, message)
      } else kind.leftOut++
    }
  return { info: writer('info'), warn: writer('warn'), error: writer('error') }
}
