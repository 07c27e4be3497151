import { logLevels, setting } from '@vlcp/server'
import { parseEndpoint, wellKnownPorts } from '@vlcp/transport'
import Type from 'typebox'
import { storeSettings } from './modules/store-settings.ts'

function endpointProblem(text: string, kinds: readonly string[], defaultPort?: number): string | undefined {
  try {
    const { kind } = parseEndpoint(text, defaultPort)
    return kinds.includes(kind) ? undefined : `"${text}": expected ${kinds.join(' or ')}:…`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const tcp = { title: 'tcp:ADDRESS:PORT', examples: ['tcp:127.0.0.1:8081'] }

// Whatever a file system takes, on one line.
const pathForm = /^[^\0\r\n]{1,4096}$/

/** The path of a PEM file. Whoever writes its contents there must not find them in a message or a log. */
function pemFile(description: string, file: string) {
  return setting({
    schema: Type.Union([Type.String(), Type.Null()], { title: 'path of a PEM file', examples: [`/etc/vlcp/${file}`] }),
    default: null,
    description,
    check: (path) =>
      path === null || pathForm.test(path) ? undefined : 'expected the path of a file, not its contents',
  })
}

/** Every key of the configuration: YAML file, `VLCP_…` variables and flags take their names, types and help from here. */
export const settings = {
  'server.startup': setting({
    schema: Type.Array(Type.String({ title: 'the path or the name of a module', minLength: 1 })),
    default: [],
    description: 'Modules of your own that are loaded at the start: files, or names of npm packages.',
  }),
  ovsdb: setting({
    schema: Type.Array(Type.String({ title: 'unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT' })),
    default: ['unix:/var/run/openvswitch/db.sock'],
    description:
      'OVSDB servers of the switches to manage, as unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT; port 6640 may be left out.',
    check: (list) =>
      list
        .map((each) => endpointProblem(each, ['unix', 'tcp', 'ssl'], wellKnownPorts.ovsdb))
        .find((problem) => problem !== undefined),
  }),
  openflow: setting({
    schema: Type.String({ title: 'tcp:ADDRESS:PORT or ssl:ADDRESS:PORT', examples: ['ssl:0.0.0.0:6653'] }),
    default: 'tcp:127.0.0.1:6653',
    description:
      'Address on which switches connect by OpenFlow, as tcp:ADDRESS:PORT or ssl:ADDRESS:PORT; port 6653 may be left out.',
    check: (text) => endpointProblem(text, ['tcp', 'ssl'], wellKnownPorts.openflow),
  }),
  'tls.key': pemFile('File with the private key for ssl endpoints; read again when it changes.', 'key.pem'),
  'tls.certificate': pemFile(
    'File with the certificate that belongs to tls.key; read again when it changes.',
    'certificate.pem',
  ),
  'tls.ca': pemFile(
    'File with the CA certificates that must have signed the certificates of switches and OVSDB servers.',
    'cacert.pem',
  ),
  'tls.peerNames': setting({
    schema: Type.Array(Type.String({ minLength: 1 })),
    default: [],
    description:
      'Names of which the certificate of a switch or OVSDB server must bear one; empty accepts all that tls.ca has signed.',
  }),
  api: setting({
    schema: Type.String(tcp),
    default: 'tcp:127.0.0.1:8081',
    description: 'Address of the HTTP API; beyond loopback it needs web.token.',
    // VLCP_API is the address clients use, and may well be set in the shell that starts the server.
    environment: 'VLCP_API_LISTEN',
    check: (text) => endpointProblem(text, ['tcp']),
  }),
  ...storeSettings,
  'server.workers': setting({
    schema: Type.Integer({ minimum: 1, maximum: 64 }),
    default: 1,
    description: 'Processes that share API, switches and store; one that dies is started again.',
  }),
  'log.level': setting({
    schema: Type.Enum([...logLevels]),
    default: 'info',
    description: 'Least severe level that is logged.',
  }),
  'log.levels': setting({
    schema: Type.Record(Type.String(), Type.Enum([...logLevels])),
    default: {},
    description: 'Levels of single loggers and the loggers below them, by name.',
  }),
  'log.format': setting({
    schema: Type.Enum(['auto', 'human', 'json']),
    default: 'auto',
    description: 'Form of log lines; auto is human on a terminal and json elsewhere.',
  }),
  'reconciler.auditIntervalMs': setting({
    schema: Type.Integer({ minimum: 100, maximum: 86_400_000 }),
    default: 5000,
    unit: 'ms',
    description: 'Time between two comparisons of what a switch holds with what it should hold.',
  }),
  'web.token': setting({
    schema: Type.Union([Type.String({ minLength: 16, maxLength: 1024, pattern: '^\\S+$' }), Type.Null()], {
      title: 'at least 16 characters without spaces',
    }),
    default: null,
    secret: true,
    description: 'Bearer token that every request to the API must carry; required beyond loopback.',
  }),
  'web.allowedHosts': setting({
    schema: Type.Array(Type.String()),
    default: [],
    description: 'Host names, besides localhost and addresses, under which clients reach the API.',
  }),
  'web.allowGet': setting({
    schema: Type.Boolean(),
    default: false,
    description: 'Lets GET call operations that change something, as the reference did.',
  }),
  'web.bodyLimitBytes': setting({
    schema: Type.Integer({ minimum: 1024, maximum: 1024 * 1024 * 1024 }),
    default: 1024 * 1024,
    unit: 'bytes',
    description: 'Largest request body.',
  }),
  'web.requestTimeoutMs': setting({
    schema: Type.Integer({ minimum: 100, maximum: 3_600_000 }),
    default: 30_000,
    unit: 'ms',
    description: 'Longest time a request may take to arrive.',
  }),
  'web.callTimeoutMs': setting({
    schema: Type.Integer({ minimum: 100, maximum: 3_600_000 }),
    default: 120_000,
    unit: 'ms',
    description: 'Longest time an operation may take.',
  }),
  'web.closeTimeoutMs': setting({
    schema: Type.Integer({ minimum: 0, maximum: 60_000 }),
    default: 5000,
    unit: 'ms',
    description: 'Longest time running requests may take to finish when the server stops.',
  }),
}

export type VlcpSettings = typeof settings
