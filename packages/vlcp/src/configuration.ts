import {
  type Configuration,
  ConfigurationError,
  type ConfigurationFile,
  type Environment,
  loadConfiguration,
} from '@vlcp/server'
import { readFileSync } from 'node:fs'
import { Failure, reasonOf } from './failure.ts'
import { settings, type VlcpSettings } from './settings.ts'
import { missingTls } from './tls.ts'

/** Used when no file is named and this one exists. */
const defaultFile = '/etc/vlcp.yaml'

/** Flags of `vlcp start`, as commander gives them; a flag that was not given is undefined. */
export interface StartFlags {
  /** Configuration file; the empty string is none, not even the default one. */
  readonly config?: string
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

export type VlcpConfiguration = Configuration<VlcpSettings> & { readonly file: string | undefined }

/** The effective configuration. Throws a Failure or a ConfigurationError that says everything that is wrong. */
export function readConfiguration(flags: StartFlags, environment: Environment = process.env): VlcpConfiguration {
  const file = readFile(flags.config ?? environment['VLCP_CONFIG'])
  const configuration = loadConfiguration(settings, {
    ...(file === undefined ? {} : { file }),
    environment,
    otherVariables: ['VLCP_CONFIG', 'VLCP_API'],
    flags: {
      ovsdb: { flag: '--ovsdb', value: flags.ovsdb },
      openflow: { flag: '--openflow', value: flags.openflow },
      'tls.key': { flag: '--tls-key', value: flags.tlsKey },
      'tls.certificate': { flag: '--tls-certificate', value: flags.tlsCertificate },
      'tls.ca': { flag: '--tls-ca', value: flags.tlsCa },
      api: { flag: '--api', value: flags.api },
      store: { flag: '--store', value: flags.store },
      'server.workers': { flag: '--workers', value: flags.workers },
      'log.level': { flag: '--log-level', value: flags.logLevel },
    },
  })
  const problem = missingTls(configuration.values)
  if (problem !== undefined) throw new ConfigurationError([problem])
  return { ...configuration, file: file?.path }
}

function readFile(named: string | undefined): ConfigurationFile | undefined {
  if (named === '') return undefined
  const path = named ?? defaultFile
  try {
    return { path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    if (named === undefined && Reflect.get(Object(error), 'code') === 'ENOENT') return undefined
    throw new Failure(`the configuration file ${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}
