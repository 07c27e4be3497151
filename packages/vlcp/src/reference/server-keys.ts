import type { ReferenceKey, Translation } from '@vlcp/server'
import { always, noMeaning } from './no-meaning.ts'

/** Classes of the reference that need not be named, because what they do is always there. */
const builtIn = new Set(
  `viperflow l2switch ioprocessing openflowmanager openflowportmanager ovsdbmanager ovsdbportmanager openflowserver
  jsonrpcserver httpserver webapi autoload objectdb manager`.split(/\s+/),
)

/** Leaves out what is always there, and names what has no counterpart; modules of one's own stay as they are. */
function translateStartup(value: unknown): Translation {
  if (!Array.isArray(value)) return { value }
  const ofReference = (path: unknown): path is string => typeof path === 'string' && path.startsWith('vlcp.service.')
  const className = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const missing = value.filter(ofReference).filter((path) => !builtIn.has(className(path)))
  if (missing.length > 0) return { refused: `nothing here does what ${missing.join(', ')} did; leave it out` }
  return { value: value.filter((path) => !ofReference(path)) }
}

const logging = 'has no meaning here: use log.level, log.levels and log.format'

export const serverKeys: readonly ReferenceKey[] = [
  { key: 'server.startup', target: 'server.startup', translate: translateStartup },
  { key: 'server.logging', always: [null], reason: logging },
  { key: 'server.logging.**', reason: logging },
  { key: 'server.loggingconfig', always: [null], reason: logging },
  always('server.debugging', [false], 'use log.level: debug'),
  ...noMeaning('server.', 'ulimitn', 'the service manager sets it, LimitNOFILE in a systemd unit'),
  ...noMeaning(
    'server.',
    `pollwritepriority connectionwritepriority pollreadpriority pollerrorpriority resolverresppriority resolverreqpriority
    connectioncontrolpriority routinecontrolpriority streamdatapriority timerpriority lockpriority futurepriority
    moduleloadeventpriority sysctlpriority sysctllowpriority moduleapicallpriority moduleapireplypriority
    modulenotifypriority`,
    'the queue it orders does not exist',
  ),
  ...noMeaning(
    'server.',
    `totalwritelimit writelimitperconnection preservefornew streamdatalimit datalimitperstream processevents
    queuedefaultsize queuemaxsize`,
    'every connection bounds what it holds back, and no queue is shared',
  ),
  ...noMeaning('server.', 'resolverpoolsize', 'names are looked up by the runtime'),
  ...noMeaning('proxy.', '*', 'there are no proxy modules'),
  ...noMeaning(
    'daemon.',
    'pidfile uid gid user group chroot_directory working_directory umask detach_process prevent_core',
    'the service manager does it, for example User= in a systemd unit',
  ),
  ...noMeaning('main.', 'args kwargs args.** kwargs.**', '"vlcp run" passes its arguments on'),
]
