import { ConfigurationError, loadConfiguration, formatOrigin, importConfiguration, type Settings } from '@vlcp/server'
import { describe, expect, it } from 'vitest'
import { builtInSettings as settings } from '../modules/built-in.ts'
import { settings as ownSettings } from '../settings.ts'
import { referenceKeys } from './reference-keys.ts'

/** What a `.conf` file with these lines means: values of our keys, or what is wrong. */
function load(...lines: string[]): unknown {
  const file = { path: 'v.conf', text: lines.join('\n') }
  try {
    const { values, origins } = loadConfiguration<Settings>(settings, { file, reference: referenceKeys })
    const given = Object.entries(values).filter(([key]) => origins[key]?.kind !== 'default')
    return Object.fromEntries(given)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

describe('the keys of the reference', () => {
  it('lead to settings that exist, or have a reason', () => {
    const lost = referenceKeys.filter(({ target, reason }) =>
      target === undefined ? reason === undefined : !Object.hasOwn(settings, target),
    )
    expect(lost).toEqual([])
  })

  it('stand in the table once', () => {
    const names = referenceKeys.map(({ key }) => key)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  // Vlcp-core 8.1–8.10 and vlcp-network 4: a sample of every row, with a value that has no meaning where there is one.
  it.each(
    `server.startup server.debugging server.logging server.logging.version server.loggingconfig server.pollwritepriority
    server.futurepriority server.totalwritelimit server.preservefornew server.resolverpoolsize server.ulimitn
    server.processevents server.queuemaxsize protocol.default.messagepriority protocol.default.tcp_nodelay
    protocol.openflow.tcp_nodelay protocol.default.sslversion protocol.http.pipelinelimit protocol.http.processtimeout
    protocol.http.rewritedepthlimit protocol.http.errorrewrite protocol.openflow.allowedversions
    protocol.openflow.keepalivetime protocol.openflow.keepalivetimeout protocol.openflow.hellotimeout
    protocol.openflow.disablenxext protocol.openflow.disablechaining protocol.jsonrpc.messagelimit
    protocol.jsonrpc.levellimit protocol.ovsdb.allowedrequests protocol.ovsdb.defaultport protocol.redis.bulklimit
    protocol.zookeeper.persist protocol.raw.splitsize module.default.service module.default.url module.httpserver.url
    module.httpserver.vhost.docker.url module.jsonrpcserver.ovsdb module.openflowserver.connmanage
    module.openflowserver.vhost.a.url module.redisdb.url module.redisnotifier.prefix module.zookeeperdb.url
    module.objectdb.objectupdatepriority module.knowledge.checkinterval module.redisclient.db
    module.zookeeperclient.chroot module.static.dir module.static.vdir.a.dir module.session.timeout
    module.webapi.rootpath module.webapi.hostbind module.webapi.authmethod module.webapi.allowtargets
    module.webclient.cafile module.jsonformat.bytesdecode module.console.telnetconsole module.manager.autoreload
    module.autoload.autoloadpackages module.remotecall.target_url_map proxy.kvstorage proxy.updatenotifier
    daemon.pidfile daemon.umask main.args module.openflowmanager.vhostbind module.ovsdbmanager.bridgenames
    module.ioprocessing.vhostmap module.l2switch.learning module.l2switch.learntimeout module.vxlancast.prepush
    module.vxlanvtep.vlanid_pool module.vtepcontroller.masterlock module.arpresponder.prepush module.dhcpserver.t1
    module.freearp.allowednetworktypes module.icmpresponder.inroutermac module.l3router.arp_cycle_time
    module.dockerplugin.ovsbridge`.split(/\s+/),
  )('has %s', (key) => {
    expect(load(`${key} = {'no': 'such value'}`)).toEqual([expect.stringMatching(/^file v.conf:1.*: /)])
    expect(load(`${key} = {'no': 'such value'}`)).not.toEqual([expect.stringMatching(/there is no key/)])
  })

  const client = 'module.jsonrpcserver.client = True'

  it.each<[lines: string[], values: object]>([
    [[`module.openflowserver.url = 'tcp:///'`], { openflow: 'tcp:0.0.0.0:6653' }],
    [[`module.openflowserver.url = '//127.0.0.1'`], { openflow: 'tcp:127.0.0.1:6653' }],
    [[`module.openflowserver.url = 'ptcp://:6633/'`], { openflow: 'tcp:0.0.0.0:6633' }],
    [[`module.openflowserver.url = 'ltcp://[::1]:1/'`], { openflow: 'tcp:[::1]:1' }],
    [[`module.openflowserver.url = 'tcp:0.0.0.0:1'`], { openflow: 'tcp:0.0.0.0:1' }],
    [[client, `module.jsonrpcserver.url = 'unix:///run/db.sock'`], { ovsdb: ['unix:/run/db.sock'] }],
    [[client, `module.jsonrpcserver.url = 'unix:/run/db.sock'`], { ovsdb: ['unix:/run/db.sock'] }],
    [[client, `module.jsonrpcserver.url = 'tcp://h/'`], { ovsdb: ['tcp:h:6632'] }],
    [[client, `module.jsonrpcserver.urls = ('tcp://h:1/', 'unix:/a')`], { ovsdb: ['tcp:h:1', 'unix:/a'] }],
    [
      [`module.httpserver.url = None`, `module.httpserver.vhost.api.url = 'tcp://localhost:8081'`],
      { api: 'tcp:localhost:8081' },
    ],
    [[`module.openflowserver.key = '/k'`, `module.jsonrpcserver.key = '/k'`], { 'tls.key': '/k' }],
    [[`module.webapi.acceptmethods = ['POST']`], { 'web.allowGet': false }],
    [[`module.webapi.acceptmethods = ('GET', 'POST')`], { 'web.allowGet': true }],
    [[`module.redisdb.url = 'tcp://localhost/'`], { store: 'redis://localhost:6379' }],
    [[`module.redisdb.url = 'ssl://h:7/'`, 'module.redisdb.db = 3'], { store: 'rediss://h:7/3' }],
    [
      ['module.redisdb.db = 3', `proxy.kvstorage = 'vlcp.service.kvdb.redisdb.RedisDB'`],
      { store: 'redis://localhost:6379/3' },
    ],
    [[`module.redisdb.ca_certs = '/ca'`], { 'store.tls.ca': '/ca' }],
    [[`protocol.http.processtimeout = 1.5`], { 'web.callTimeoutMs': 1500 }],
    [[`server.startup = ('vlcp.service.sdn.l2switch.L2Switch', './mine.ts')`], { 'server.startup': ['./mine.ts'] }],
    [['module.l2switch.learning = False', 'module.l2switch.nxlearn = True', 'module.webapi.vhostbind = "api"'], {}],
    [['server.logging = None', 'module.l2switch.vhostbind = ("",)', 'module.ioprocessing.vhostmap = {}'], {}],
  ])('%j', (lines, values) => {
    expect(load(...lines)).toEqual(values)
  })

  it.each<[line: string, problem: RegExp]>([
    [`module.openflowserver.url = None`, /^file v.conf:1 \(module.openflowserver.url\): openflow: expected a URL/],
    [`module.openflowserver.url = 'unix:///a'`, /the scheme "unix" is no TCP or TLS server/],
    [`module.openflowserver.url = 'constructor:///a'`, /the scheme "constructor" is no TCP or TLS server/],
    [`module.openflowserver.url = 'ptcp://10.0.0.1'`, /"ptcp" names the peer/],
    [`module.openflowserver.url = 'tcp://h:99999/'`, /the port '99999' is not a number/],
    [`module.jsonrpcserver.url = 'tcp:///'`, /without module.jsonrpcserver.client = True/],
    [`${client}\nmodule.jsonrpcserver.url = 'tcp:///'`, /names no host/],
    [`${client}\nmodule.jsonrpcserver.url = 'ptcp://:6632/'`, /the scheme "ptcp" waits for a peer/],
    [`${client}\nmodule.jsonrpcserver.url = 'punix:/a'`, /the scheme "punix" waits for a peer/],
    [`module.webapi.acceptmethods = ['GET']`, /POST is always accepted/],
    [`module.webapi.acceptmethods = ['POST', 'PUT']`, /only GET and POST/],
    [`module.redisdb.url = 'unix:///run/redis.sock'`, /store: Redis is reached by tcp:/],
    [`module.redisdb.db = 'x'`, /store: module.redisdb.db is the number of a database/],
    [`module.redisdb.serialize = 'pickle'`, /values are JSON here/],
    [`proxy.kvstorage = 'vlcp.service.kvdb.zookeeperdb.ZooKeeperDB'`, /no driver that does what vlcp.*ZooKeeperDB did/],
    [`module.zookeeperdb.url = 'tcp://h/'`, /there is no driver for ZooKeeper yet/],
    [`store = 'file:/a'\nmodule.redisdb.url = 'tcp://h/'`, /store has a value already: file v.conf:1$/],
    [`protocol.http.processtimeout = None`, /cannot be left without a value/],
    [`protocol.http.processtimeout = 1e9`, /expected an integer between 100 and 3600000, received 1000000000000/],
    [
      `server.startup = ('vlcp.service.sdn.l3router.L3Router',)`,
      /nothing here does what vlcp.service.sdn.l3router.L3Router did/,
    ],
    [`module.l2switch.learning = True`, /can only be False here: addresses are pushed before the first packet$/],
    [`module.openflowserver.key = '/k'\nmodule.jsonrpcserver.key = '/j'`, /tls.key has a value already: file v.conf:1/],
    [`openflow = 'tcp:a:1'\nmodule.openflowserver.url = 'tcp:///'`, /openflow has a value already: file v.conf:1$/],
    [`module.l2swich.learning = True`, /there is no key "module.l2swich.learning"/],
  ])('%s', (line, problem) => {
    expect(load(line)).toEqual([expect.stringMatching(problem)])
  })

  it('are accepted from a YAML file and from --set too', () => {
    const text = 'module:\n  openflowserver: {url: "tcp:///"}\n  l2switch: {learning: false}\nserver.debugging: false\n'
    const assignments = ['module.httpserver.vhost.api.url=tcp://[::1]:1', "module.webapi.acceptmethods=['POST', 'GET']"]
    const file = { path: 'v.yaml', text }
    const { values, origins } = loadConfiguration(ownSettings, { file, assignments, reference: referenceKeys })
    expect(values).toMatchObject({ openflow: 'tcp:0.0.0.0:6653', api: 'tcp:[::1]:1', 'web.allowGet': true })
    expect(formatOrigin(origins.api)).toBe('flag --set (module.httpserver.vhost.api.url)')
  })
})

describe('an imported file', () => {
  const text = `server.startup = ('vlcp.service.sdn.viperflow.ViperFlow',)
module.openflowserver.url='tcp:///'
module.jsonrpcserver.client=True
module.jsonrpcserver.url='unix:///var/run/openvswitch/db.sock'
module.l2switch.learning=False
module.vxlancast.learning=False
protocol.http.processtimeout = 2
server.logging = {'version': 1}
web.token = 'abcdefghijklmnopqrstu'
api = 'tcp:a\\nb:1'
modul.x = "s3cret"
`
  const imported = importConfiguration({ path: '/etc/vlcp.conf', text }, settings, referenceKeys)

  it('is YAML with our keys, and says why for those that have none', () => {
    expect(imported).toContain('# the Python VLCP calls it module.openflowserver.url\nopenflow: tcp:0.0.0.0:6653\n')
    expect(imported).toContain('web.callTimeoutMs: 2000\n')
    expect(imported).toContain('# the key "module.vxlancast.learning" has no meaning here: there is no VXLAN yet\n')
    expect(imported).toContain(
      '# the key "server.logging" has no meaning here: use log.level, log.levels and log.format\n',
    )
    expect(imported).toContain('# module.l2switch.learning: so it is here anyway\n')
    expect(imported).toContain('# file /etc/vlcp.conf:11\n# there is no key "modul.x"')
    expect(imported.split('\n').filter((line) => !/^(#|[a-zA-Z.]+: ?|  - |$)/.test(line))).toEqual([])
  })

  it('has no secret', () => {
    expect(imported).toContain('# web.token: not shown, write it here\n')
    expect(imported).not.toMatch(/abcdefghij|s3cret/)
  })

  it('can be loaded', () => {
    const { values } = loadConfiguration(settings, {
      file: { path: 'v.yaml', text: imported },
      reference: referenceKeys,
    })
    expect(values).toMatchObject({ openflow: 'tcp:0.0.0.0:6653', 'web.callTimeoutMs': 2000, 'server.startup': [] })
  })

  it('is refused when it is not of that form', () => {
    const yaml = { path: 'v.yaml', text: 'store: file:/a' }
    expect(() => importConfiguration(yaml, settings, referenceKeys)).toThrow('v.yaml:1: expected "key = literal"')
  })
})
