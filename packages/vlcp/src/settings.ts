import { logLevels, setting } from '@vlcp/server'
import { parseEndpoint } from '@vlcp/transport'
import Type from 'typebox'

function endpointProblem(text: string, kinds: readonly string[]): string | undefined {
  try {
    const { kind } = parseEndpoint(text)
    return kinds.includes(kind) ? undefined : `"${text}": expected ${kinds.join(' or ')}:…`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const tcp = { title: 'tcp:ADDRESS:PORT', examples: ['tcp:127.0.0.1:8081'] }

/** Every key of the configuration: YAML file, `VLCP_…` variables and flags take their names, types and help from here. */
export const settings = {
  ovsdb: setting({
    schema: Type.Array(Type.String({ title: 'unix:PATH or tcp:HOST:PORT' })),
    default: ['unix:/var/run/openvswitch/db.sock'],
    description: 'OVSDB servers of the switches to manage, as unix:PATH or tcp:HOST:PORT.',
    replaces: ['module.jsonrpcserver.url'],
    check: (list) =>
      list.map((each) => endpointProblem(each, ['unix', 'tcp'])).find((problem) => problem !== undefined),
  }),
  openflow: setting({
    schema: Type.String(tcp),
    default: 'tcp:127.0.0.1:6653',
    description: 'Address on which switches connect by OpenFlow.',
    replaces: ['module.openflowserver.url'],
    check: (text) => endpointProblem(text, ['tcp']),
  }),
  api: setting({
    schema: Type.String(tcp),
    default: 'tcp:127.0.0.1:8081',
    description: 'Address of the HTTP API; beyond loopback it needs web.token.',
    // VLCP_API is the address clients use, and may well be set in the shell that starts the server.
    environment: 'VLCP_API_LISTEN',
    replaces: ['module.httpserver.url'],
    check: (text) => endpointProblem(text, ['tcp']),
  }),
  store: setting({
    schema: Type.String({ title: 'file:DIR', examples: ['file:/var/lib/vlcp'] }),
    default: 'file:/var/lib/vlcp',
    description: 'The store: file:DIR is the embedded database in that folder.',
    check: (text) => (/^file:./.test(text) ? undefined : `"${text}": expected file:DIR`),
  }),
  'log.level': setting({
    schema: Type.Enum([...logLevels]),
    default: 'info',
    description: 'Least severe level that is logged.',
    replaces: ['server.logging', 'server.loggingconfig'],
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
    replaces: ['module.webapi.acceptmethods'],
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
    replaces: ['protocol.http.processtimeout'],
  }),
  'web.closeTimeoutMs': setting({
    schema: Type.Integer({ minimum: 0, maximum: 60_000 }),
    default: 5000,
    unit: 'ms',
    description: 'Longest time running requests may take to finish when the server stops.',
  }),
}

export type VlcpSettings = typeof settings
