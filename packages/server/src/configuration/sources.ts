import { type Flags, readCommandLine } from './command-line.ts'
import { type Environment, readEnvironment, unusedVariables } from './environment.ts'
import { ConfigurationError } from './errors.ts'
import { type ConfigurationFile, readGivenFile } from './file.ts'
import { type GivenSetting, readGivenSettings } from './given-setting.ts'
import type { Given } from './given-value.ts'
import type { KnownKeys } from './meaning.ts'
import { defaultOrigin, type Origin } from './origin.ts'
import { type ReferenceKey, ReferenceTable } from './reference-key.ts'
import { refusedKeys } from './refused-keys.ts'
import type { Setting, Settings, SettingValues } from './setting.ts'

/** Where configuration comes from; each source wins over the ones before it, and the command line is one source. */
export interface SourceOptions {
  readonly file?: ConfigurationFile
  /** Reads the file again, for a module that is loaded while the server runs. */
  readonly rereadFile?: () => ConfigurationFile | undefined
  readonly environment?: Environment
  /** Variables with our prefix that something else reads, so no warning is due. */
  readonly otherVariables?: readonly string[]
  readonly flags?: Flags
  /** The `KEY=VALUE` of `--set`. */
  readonly assignments?: readonly string[]
  /** Keys that are accepted by an old name, or refused with more to say than that they are unknown. */
  readonly reference?: readonly ReferenceKey[]
}

/** The values of a set of settings, and where each came from. */
export interface ClaimedSettings<T extends Settings = Settings> {
  readonly settings: T
  readonly values: SettingValues<T>
  readonly origins: { readonly [K in keyof T]: Origin }
}

/**
 * The configuration before it is known which keys there are. Every module claims its settings when it is loaded; when
 * all modules of the start have done so, {@link finish} reports everything that is wrong.
 */
export class ConfigurationSources {
  readonly #options: SourceOptions
  readonly #reference: ReferenceTable
  readonly #commandLine: Given
  readonly #file: Given
  readonly #claimed: Record<string, Setting> = {}
  readonly #problems: string[]
  #finished = false

  constructor(options: SourceOptions) {
    this.#options = options
    this.#reference = new ReferenceTable(options.reference ?? [])
    this.#file = readIfThere(options.file)
    this.#commandLine = readCommandLine(options.flags ?? {}, options.assignments ?? [])
    this.#problems = [...this.#file.problems, ...this.#commandLine.problems]
  }

  /** What is wrong so far, unknown keys aside. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** Things worth a line in the log that do not prevent a start; complete after {@link finish}. */
  get warnings(): readonly string[] {
    return unusedVariables(this.#claimed, this.#options.environment ?? {}, this.#options.otherVariables ?? [])
  }

  /** Adds something that is wrong to what {@link finish} reports, such as a module that cannot be imported. */
  addProblem(problem: string): void {
    this.#problems.push(problem)
  }

  /**
   * The values of a module's settings. Validates every value given, also those that are overridden.
   *
   * Before {@link finish} it collects what is wrong and gives the default in place of a wrong value. Afterwards, for a
   * module that is loaded or loaded again while the server runs, it reads the file once more and looks at the keys of
   * that module only.
   * @throws {ConfigurationError} after {@link finish}, with everything that is wrong with this module's keys
   */
  claim<T extends Settings>(settings: T): ClaimedSettings<T> {
    if (this.#finished) return this.#claimLater(settings)
    const claimed = merge(settings, this.#given(settings, this.#file), this.#problems)
    Object.assign(this.#claimed, settings)
    return claimed
  }

  /**
   * Ends the start: every module has claimed its settings.
   * @throws {ConfigurationError} with everything that is wrong: values, and keys that nobody has claimed
   */
  finish(): void {
    const given = [...this.#file.values, ...this.#commandLine.values]
    const problems = [...this.#problems, ...refusedKeys(given, this.#known(this.#claimed))]
    if (problems.length > 0) throw new ConfigurationError(problems)
    this.#finished = true
  }

  #claimLater<T extends Settings>(settings: T): ClaimedSettings<T> {
    const { rereadFile, file } = this.#options
    const given = readIfThere(rereadFile === undefined ? file : rereadFile())
    const problems = [...given.problems]
    const claimed = merge(settings, this.#given(settings, given), problems)
    problems.push(...refusedKeys(given.values, this.#known({ ...this.#claimed, ...settings }), namespaces(settings)))
    if (problems.length > 0) throw new ConfigurationError(problems)
    Object.assign(this.#claimed, settings)
    return claimed
  }

  /** What the sources give to these settings, in the order in which they win. */
  #given(settings: Settings, file: Given): GivenSetting[] {
    const environment = readEnvironment(settings, this.#options.environment ?? {})
    return [file.values, environment, this.#commandLine.values].flatMap((source) =>
      readGivenSettings(source, this.#known(settings)),
    )
  }

  #known(settings: Settings): KnownKeys {
    return { settings, reference: this.#reference }
  }
}

/** A configuration whose settings are all known from the start, with what is worth a line in the log. */
export type Configuration<T extends Settings = Settings> = ClaimedSettings<T> & { readonly warnings: readonly string[] }

/** Reads such a configuration. @throws {ConfigurationError} with everything that is wrong */
export function loadConfiguration<T extends Settings>(settings: T, options: SourceOptions): Configuration<T> {
  const sources = new ConfigurationSources(options)
  const claimed = sources.claim(settings)
  sources.finish()
  return { ...claimed, warnings: sources.warnings }
}

function readIfThere(file: ConfigurationFile | undefined): Given {
  return file === undefined ? { values: [], problems: [] } : readGivenFile(file)
}

function merge<T extends Settings>(
  settings: T,
  given: readonly GivenSetting[],
  problems: string[],
): ClaimedSettings<T> {
  const values: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const [key, each] of Object.entries(settings)) {
    values[key] = each.default
    origins[key] = defaultOrigin
  }
  for (const each of given) {
    if ('problem' in each) {
      problems.push(each.problem)
    } else {
      values[each.key] = each.value
      origins[each.key] = each.origin
    }
  }
  return { settings, values: values as SettingValues<T>, origins: origins as ClaimedSettings<T>['origins'] }
}

/** `module.greeter.` for the settings of the module greeter: whatever stands below it is for this module alone. */
function namespaces(settings: Settings): string[] {
  return Object.keys(settings).flatMap((key) => /^module\.[^.]+\./.exec(key)?.[0] ?? [])
}
