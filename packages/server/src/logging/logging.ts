import pino, { type Logger } from 'pino'
import { formatHumanLine } from './human-line.ts'
import { type EffectiveLevel, everyLogger, levelOf, type LogLevel } from './level.ts'
import { censor, hideSecrets, secretPaths } from './redaction.ts'

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
  /** Members of every record, for example the number of the process among several. */
  readonly fields?: Readonly<Record<string, unknown>>
  /** Texts that never reach a log, wherever a record has them: the tokens in use. */
  readonly secrets?: readonly string[]
}

/** The loggers of a process. */
export interface Logging {
  /** The logger of a part of the program; the same name gives the same logger. Names are dotted: `switch.session`. */
  logger(name: string): Logger
  /**
   * Changes a level while the program runs: of one name and the names below it, or with `*` the general one. `undefined`
   * takes it back: a name follows those above it again, the general level is the one of the start. Loggers that were
   * handed out follow at once, and so do their children, unless a child was made with a level of its own.
   */
  setLevel(name: string, level: LogLevel | undefined): void
  /** The effective level of `*`, of every logger, and of every name that has a level of its own, by name. */
  levels(): EffectiveLevel[]
}

/** Creates the loggers of a process on `pino`. */
export function createLogging(options: LoggingOptions = {}): Logging {
  const atStart = options.level ?? 'info'
  const levels = new Map<string, LogLevel>(Object.entries(options.levels ?? {}))
  const loggers = new Map<string, Logger>()
  let general = atStart
  const effective = (name: string): EffectiveLevel => levelOf(name, levels, general)
  const root = createRoot(options)
  return {
    logger(name) {
      let logger = loggers.get(name)
      if (logger === undefined) {
        logger = root.child({ name }, { level: effective(name).level })
        loggers.set(name, logger)
      }
      return logger
    },
    setLevel(name, level) {
      if (name === everyLogger) general = level ?? atStart
      else if (level === undefined) levels.delete(name)
      else levels.set(name, level)
      for (const [each, logger] of loggers) logger.level = effective(each).level
    },
    levels: () => [everyLogger, ...new Set([...loggers.keys(), ...levels.keys()])].toSorted().map(effective),
  }
}

function createRoot(options: LoggingOptions): Logger {
  const human = (options.format ?? (process.stderr.isTTY ? 'human' : 'json')) === 'human'
  const colour = options.colour ?? (human && process.env['NO_COLOR'] === undefined)
  const sink = options.sink ?? pino.destination({ dest: 2, sync: true })
  const hide = hideSecrets(options.secrets ?? [])
  const format = human ? (line: string) => formatHumanLine(hide(line), colour) : hide
  return pino(
    {
      base: options.fields ?? null,
      level: 'trace',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor },
    },
    { write: (line) => sink.write(format(line)) },
  )
}
