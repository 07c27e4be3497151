import pino, { type Logger } from 'pino'
import { formatHumanLine } from './human-line.ts'
import { levelOf, type LogLevel } from './level.ts'

export type { Logger } from 'pino'

/** Where log lines go: a stream, a file descriptor wrapped in one, or a test's array. */
export interface LogSink {
  write(line: string): unknown
}

export interface LoggingOptions {
  /** Default: standard error, written synchronously so that the last words of a dying process arrive. */
  readonly sink?: LogSink
  /** `human` for a terminal, `json` (one record a line) for everything else; default by what standard error is. */
  readonly format?: 'human' | 'json'
  /** Default: with `human`, unless the environment variable NO_COLOR is set. */
  readonly colour?: boolean
  readonly level?: LogLevel
  /** Levels of single loggers and of the loggers below them, by name. */
  readonly levels?: Readonly<Record<string, LogLevel>>
}

/** The loggers of a process. */
export interface Logging {
  /** The logger of a part of the program; the same name gives the same logger. Names are dotted: `switch.session`. */
  logger(name: string): Logger
  /** Changes a level while the program runs: of one name and the names below it, or the general one. */
  setLevel(level: LogLevel, name?: string): void
}

/** Members that never reach a log, wherever a record has them at its first or second level. */
const secretNames = ['token', 'password', 'secret', 'authorization']

/** Creates the loggers of a process on `pino`. */
export function createLogging(options: LoggingOptions = {}): Logging {
  const levels = new Map<string, LogLevel>(Object.entries(options.levels ?? {}))
  const loggers = new Map<string, Logger>()
  let general = options.level ?? 'info'
  const root = createRoot(options)
  return {
    logger(name) {
      let logger = loggers.get(name)
      if (logger === undefined) {
        logger = root.child({ name }, { level: levelOf(name, levels, general) })
        loggers.set(name, logger)
      }
      return logger
    },
    setLevel(level, name) {
      if (name === undefined) general = level
      else levels.set(name, level)
      for (const [each, logger] of loggers) logger.level = levelOf(each, levels, general)
    },
  }
}

function createRoot(options: LoggingOptions): Logger {
  const human = (options.format ?? (process.stderr.isTTY ? 'human' : 'json')) === 'human'
  const colour = options.colour ?? (human && process.env['NO_COLOR'] === undefined)
  const sink = options.sink ?? pino.destination({ dest: 2, sync: true })
  return pino(
    {
      base: null,
      level: 'trace',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    human ? { write: (line) => sink.write(formatHumanLine(line, colour)) } : { write: (line) => sink.write(line) },
  )
}
