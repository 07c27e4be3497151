import type { ReferenceKey, Translation } from '@vlcp/server'
import { translateListener, translatePeer } from './endpoint.ts'
import { always, noMeaning } from './no-meaning.ts'
import { secondsToMs } from './seconds.ts'

const ovsdbPort = 6632
const vHosts = 'there are no vHosts'

type Given = (key: string) => unknown

/** Without `client` the URL says where to listen, and that is no address to connect to. */
function translateOvsdb(value: unknown, given: Given): Translation {
  if (given('module.jsonrpcserver.client') !== true) {
    return {
      refused: 'without module.jsonrpcserver.client = True this says where to listen; name the servers in ovsdb',
    }
  }
  const translated = (Array.isArray(value) ? value : [value]).map((each) => translatePeer(each, ovsdbPort))
  const refused = translated.find((each) => 'refused' in each)
  return refused ?? { value: translated.map((each) => ('value' in each ? each.value : undefined)) }
}

function translateMethods(value: unknown): Translation {
  if (!Array.isArray(value) || !value.includes('POST')) return { refused: 'POST is always accepted' }
  const other = value.find((method) => method !== 'GET' && method !== 'POST')
  return other === undefined ? { value: value.includes('GET') } : { refused: 'only GET and POST are accepted' }
}

const tls: readonly (readonly [name: string, target: string])[] = [
  ['key', 'tls.key'],
  ['certificate', 'tls.certificate'],
  ['ca_certs', 'tls.ca'],
]

const servers: readonly ReferenceKey[] = [
  { key: 'module.openflowserver.url', target: 'openflow', translate: translateListener(6653) },
  ...noMeaning('module.openflowserver.', 'urls', 'there is one address, in openflow'),
  always('module.openflowserver.connmanage', [true], 'connections end with the server'),
  always('module.openflowserver.client', [false], 'switches connect to VLCP'),
  { key: 'module.jsonrpcserver.url', target: 'ovsdb', translate: translateOvsdb },
  { key: 'module.jsonrpcserver.urls', target: 'ovsdb', translate: translateOvsdb },
  always('module.jsonrpcserver.client', [true], 'VLCP connects to OVSDB servers'),
  always('module.jsonrpcserver.ovsdb', [true], 'JSON-RPC is spoken with OVSDB servers only'),
  always('module.jsonrpcserver.connmanage', [true], 'connections end with the server'),
  ...['openflowserver', 'jsonrpcserver'].flatMap((module) => [
    ...tls.map(([name, target]) => ({ key: `module.${module}.${name}`, target })),
    ...noMeaning(`module.${module}.`, 'bindaddress protocol.** vhost.**', vHosts),
  ]),
  { key: 'module.httpserver.vhost.api.url', target: 'api', translate: translateListener(80) },
  always('module.httpserver.url', [null], 'the API is the only HTTP server, and api is its address'),
  ...noMeaning('module.httpserver.', 'urls vhost.**', 'the API is the only HTTP server, and api is its address'),
  ...noMeaning('module.httpserver.', 'key certificate ca_certs', 'put a proxy with TLS before the API'),
  ...noMeaning('module.httpserver.', 'bindaddress connmanage client protocol.**', vHosts),
]

const web: readonly ReferenceKey[] = [
  { key: 'module.webapi.acceptmethods', target: 'web.allowGet', translate: translateMethods },
  always('module.webapi.vhostbind', ['api', ['api']], vHosts),
  always('module.webapi.rootpath', ['/'], 'the API begins at the root'),
  always('module.webapi.acceptjson', [true], 'the API takes JSON'),
  always('module.webapi.typeextension', [true], 'literals between back-quotes are read in forms'),
  always('module.webapi.errordetails', [true], 'errors are JSON with their reason'),
  always('module.webapi.errortrace', [false], 'stacks are for the log'),
  always('module.webapi.authmethod', [null], 'use web.token'),
  ...noMeaning('module.webapi.', 'authtarget', 'use web.token'),
  always('module.webapi.allowtargets', [null], 'the token in web.token opens every module'),
  always('module.webapi.denytargets', [null], 'the token in web.token opens every module'),
  ...noMeaning('module.webapi.', 'hostbind', 'use web.allowedHosts'),
  ...noMeaning('module.', 'static.** session.** webclient.**', 'the server serves the API only'),
  ...noMeaning('module.', 'jsonformat.**', 'the form of answers is fixed'),
]

const management: readonly ReferenceKey[] = [
  ...noMeaning('module.console.', 'startinconsole telnetconsole key certificate ca_certs', 'no console listens on TCP'),
  { key: 'module.manager.autoreload', target: 'module.manager.autoreload' },
  { key: 'module.manager.checkinterval', target: 'module.manager.checkIntervalMs', translate: secondsToMs },
  ...noMeaning('module.autoload.', 'autoloadpackages', 'name modules of your own in server.startup'),
  ...noMeaning('module.remotecall.', 'target_url_map target_url_map.**', 'no operation is called on another server'),
  ...noMeaning('module.default.', 'service forcestop autosuccess', 'modules have no such flags'),
  ...noMeaning(
    'module.default.',
    'url urls key certificate ca_certs bindaddress connmanage client',
    'no module inherits it',
  ),
]

export const moduleKeys: readonly ReferenceKey[] = [...servers, ...web, ...management]
