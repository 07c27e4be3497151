import {
  type ClaimedSettings,
  type Configuration,
  type ConfigurationFile,
  ConfigurationSources,
  type Environment,
  type Flags,
} from '@vlcp/server'
import { existsSync, readFileSync } from 'node:fs'
import { Failure, reasonOf } from './failure.ts'
import { referenceKeys } from './reference/reference-keys.ts'
import { settings, type VlcpSettings } from './settings.ts'
import { storeProblem } from './store/store-problem.ts'
import { missingTls } from './tls.ts'

/** Used when no file is named and this one exists. */
const defaultFile = '/etc/vlcp.yaml'

/** Flags of every command that reads the configuration, as commander gives them; one not given is undefined. */
export interface ConfigFlags {
  /** Configuration file; the empty string is none, not even the default one. */
  readonly config?: string
  /** `KEY=VALUE`, for any key. */
  readonly set?: readonly string[]
}

/** Flags of `vlcp start`. */
export interface StartFlags extends ConfigFlags {
  readonly ovsdb?: readonly string[]
  readonly openflow?: string
  readonly tlsKey?: string
  readonly tlsCertificate?: string
  readonly tlsCa?: string
  readonly api?: string
  readonly store?: string
  readonly logLevel?: string
  readonly workers?: string
}

/** The sources of a configuration with our own settings claimed; modules may claim theirs before it is finished. */
export interface OpenConfiguration {
  /** The file in use, if there is one. */
  readonly file: string | undefined
  readonly sources: ConfigurationSources
  readonly own: ClaimedSettings<VlcpSettings>
}

/**
 * Reads the sources and claims our own settings, so that `server.startup` is known before anything is imported. What is
 * wrong is reported by {@link finishConfiguration}; throws a Failure when a file cannot be read.
 */
export function openConfiguration(flags: StartFlags, environment: Environment = process.env): OpenConfiguration {
  const named = flags.config ?? environment['VLCP_CONFIG']
  const file = readFile(named)
  const sources = new ConfigurationSources({
    ...(file === undefined ? {} : { file }),
    rereadFile: () => readFile(named),
    environment,
    otherVariables: ['VLCP_CONFIG', 'VLCP_API'],
    flags: flagsByKey(flags),
    assignments: flags.set ?? [],
    reference: referenceKeys,
  })
  return { file: file?.path, sources, own: sources.claim(settings) }
}

/** Throws a ConfigurationError that says everything that is wrong, once every module has claimed its settings. */
export function finishConfiguration({ sources, own }: OpenConfiguration): void {
  // A wrong value stands for its default here, and nobody should be told what follows from that.
  const problem = sources.problems.length === 0 ? (missingTls(own.values) ?? storeProblem(own)) : undefined
  if (problem !== undefined) sources.addProblem(problem)
  sources.finish()
}

export type VlcpConfiguration = Configuration<VlcpSettings> & { readonly file: string | undefined }

/** The configuration without modules of one's own. Throws a Failure or a ConfigurationError with everything that is wrong. */
export function readConfiguration(flags: StartFlags, environment: Environment = process.env): VlcpConfiguration {
  const opened = openConfiguration(flags, environment)
  finishConfiguration(opened)
  return { ...opened.own, warnings: opened.sources.warnings, file: opened.file }
}

function flagsByKey(flags: StartFlags): Flags {
  return {
    ovsdb: { flag: '--ovsdb', value: flags.ovsdb },
    openflow: { flag: '--openflow', value: flags.openflow },
    'tls.key': { flag: '--tls-key', value: flags.tlsKey },
    'tls.certificate': { flag: '--tls-certificate', value: flags.tlsCertificate },
    'tls.ca': { flag: '--tls-ca', value: flags.tlsCa },
    api: { flag: '--api', value: flags.api },
    store: { flag: '--store', value: flags.store },
    'server.workers': { flag: '--workers', value: flags.workers },
    'log.level': { flag: '--log-level', value: flags.logLevel },
  }
}

function readFile(named: string | undefined): ConfigurationFile | undefined {
  if (named === '') return undefined
  if (named === undefined && !existsSync(defaultFile)) return undefined
  return readConfigurationFile(named ?? defaultFile)
}

/** Throws a Failure when the file cannot be read. */
export function readConfigurationFile(path: string): ConfigurationFile {
  try {
    return { path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    throw new Failure(`the configuration file ${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}
