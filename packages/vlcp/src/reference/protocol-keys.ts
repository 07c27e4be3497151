import type { ReferenceKey } from '@vlcp/server'
import { always, noMeaning } from './no-meaning.ts'
import { secondsToMs } from './seconds.ts'

const socket = 'connections have no settings of their own'
const webLimits = 'the limits of the API are web.bodyLimitBytes, web.requestTimeoutMs and web.callTimeoutMs'

/** What every protocol inherits from `protocol.default`. */
const inherited = [
  `messagepriority writepriority createqueue cleanuptimeout writequeuesize messagequeuesize keepalivetime writekeepalivetime
  keepalivetimeout reuseport persist buffersize connect_timeout tcp_nodelay nodelay listen_persist retrylisten_interval backlogsize`,
  'sslversion',
] as const

export const protocolKeys: readonly ReferenceKey[] = [
  { key: 'protocol.http.processtimeout', target: 'web.callTimeoutMs', translate: secondsToMs },
  ...noMeaning('protocol.http.', 'debugging', 'use log.levels: {web: debug}'),
  always('protocol.http.showerrorinfo', [false], 'what went wrong inside is for the log'),
  always('protocol.http.defaultport', [80], 'write the port into api'),
  ...noMeaning(
    'protocol.http.',
    `pipelinelimit headlinelimit headerlimit headercountlimit chunkedheaderlimit chunkednumberlimit allownoheader
    defaultversion fastfail allowtransfercompress idletimeout closetimeout useexpect useexpectsize expecttimeout
    ssldefaultport unquoteplus errorrewrite errorrewrite.** errorredirect errorredirect.** responseendpriority
    defaultresponseheaders defaultrequestheaders defaulthost rewritedepthlimit`,
    webLimits,
  ),
  always('protocol.openflow.defaultport', [6653], 'write the port into openflow'),
  ...noMeaning('protocol.openflow.', 'allowedversions', 'the controller speaks OpenFlow 1.3'),
  always('protocol.openflow.disablenxext', [false], 'the extensions of Nicira are used where a switch has them'),
  ...noMeaning('protocol.openflow.', 'disablechaining', 'no group contains another'),
  ...noMeaning('protocol.openflow.', 'hellotimeout featurerequesttimeout', 'sessions have time limits of their own'),
  ...noMeaning('protocol.openflow.', 'debugging', 'use log.levels: {controller: debug}'),
  always('protocol.jsonrpc.defaultport', [6632], 'write the port into ovsdb'),
  always('protocol.ovsdb.defaultport', [6632], 'write the port into ovsdb'),
  ...['jsonrpc', 'ovsdb'].flatMap((name) => [
    ...noMeaning(`protocol.${name}.`, 'debugging', 'use log.levels: {controller: debug}'),
    ...noMeaning(`protocol.${name}.`, 'messagelimit levellimit', 'the limits are fixed'),
    always(`protocol.${name}.encoding`, ['utf-8'], 'RFC 7047 says so'),
    ...noMeaning(`protocol.${name}.`, 'allowedrequests', 'a server may ask for an echo only'),
  ]),
  ...noMeaning('protocol.redis.', '**', 'the connection to Redis has no settings but those below store.'),
  ...noMeaning('protocol.zookeeper.', '**', 'there is no driver for ZooKeeper yet'),
  ...noMeaning('protocol.raw.', '**', 'use @vlcp/transport for a protocol of your own'),
  ...noMeaning('protocol.*.', inherited[1], 'the safest TLS version that both sides know is used'),
  ...noMeaning('protocol.*.', inherited[0], socket),
]
