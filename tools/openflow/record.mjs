// @ts-check
// node tools/openflow/record.mjs [OpenFlow11 …]: records what ovs-ofctl and ovs-vswitchd say to each other, one file of hexadecimal
// messages per protocol version, as the golden messages of packages/openflow. Needs Open vSwitch, no root: the switch has a
// datapath in its own memory.
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../command.mjs'
import { conversations } from './conversations.mjs'

const run = promisify(execFile)
/** Longer messages (table features, replies with many entries) say nothing new. */
const longest = 4096
const target = join(root, 'packages', 'openflow', 'golden')

/** Splits a stream into OpenFlow messages. @param {(message: Buffer) => void} emit */
function framer(emit) {
  let rest = Buffer.alloc(0)
  return (/** @type {Buffer} */ chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 8 && rest.length >= rest.readUInt16BE(2)) {
      emit(Buffer.from(rest.subarray(0, rest.readUInt16BE(2))))
      rest = rest.subarray(rest.readUInt16BE(2))
    }
  }
}

/** A switch in a folder of its own. @param {string} folder */
async function startSwitch(folder) {
  const env = { ...process.env, OVS_RUNDIR: folder, OVS_LOGDIR: folder, OVS_DBDIR: folder }
  const database = join(folder, 'conf.db')
  await run('ovsdb-tool', ['create', database, '/usr/share/openvswitch/vswitch.ovsschema'])
  const socket = `unix:${join(folder, 'db.sock')}`
  const daemons = [
    spawn('ovsdb-server', [database, `--remote=p${socket}`, '-voff'], { env, stdio: 'ignore' }),
    spawn(
      'ovs-vswitchd',
      [socket, '--enable-dummy=system', '--disable-system', '-voff', `--unixctl=${join(folder, 'ctl')}`],
      { env, stdio: 'ignore' },
    ),
  ]
  /** @param {readonly string[]} words */
  const vsctl = (...words) => run('ovs-vsctl', ['--timeout=10', `--db=${socket}`, ...words], { env })
  await retry(() => vsctl('--no-wait', 'init'))
  const protocols = 'protocols=OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15'
  const ports = ['p1', 'p2', 'p3'].flatMap((name) => [
    '--',
    'add-port',
    'br0',
    name,
    '--',
    'set',
    'interface',
    name,
    'type=dummy',
    `ofport_request=${name.slice(1)}`,
  ])
  await vsctl(
    'add-br',
    'br0',
    '--',
    'set',
    'bridge',
    'br0',
    'datapath_type=dummy',
    'fail_mode=secure',
    protocols,
    ...ports,
  )
  return { bridge: join(folder, 'br0.mgmt'), env, stop: () => daemons.forEach((daemon) => daemon.kill()) }
}

/** @param {() => Promise<unknown>} attempt */
async function retry(attempt) {
  for (let left = 50; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Stands between ovs-ofctl and the switch. @param {string} path @param {string} bridge */
async function listen(path, bridge) {
  /** @type {Buffer[]} */
  const messages = []
  const server = createServer((client) => {
    const peer = connect(bridge)
    for (const [from, to] of [
      [client, peer],
      [peer, client],
    ]) {
      const frame = framer((message) => messages.push(message))
      from?.on('data', (chunk) => {
        frame(/** @type {Buffer} */ (chunk))
        to?.write(chunk)
      })
      from?.on('end', () => to?.end())
      from?.on('error', () => to?.destroy())
    }
  })
  await new Promise((resolve) => server.listen(path, () => resolve(undefined)))
  return { messages, close: () => server.close() }
}

/** Two messages are of one shape when they differ in numbers only that nobody chose: xid, times, counters. */
function shapeOf(/** @type {Buffer} */ message, /** @type {string} */ command) {
  return `${command} ${message[1]} ${message.length} ${message.subarray(8, 12).toString('hex')}`
}

/** Runs one command for its effect only. @param {readonly string[]} words */
async function act(words) {
  const [program, ...args] =
    words[0] === 'RECEIVE'
      ? ['ovs-appctl', '-t', join(folder, 'ctl'), 'netdev-dummy/receive', ...words.slice(1)]
      : ['ovs-ofctl', ...words]
  await run(
    String(program),
    args.map((word) => (word === 'BRIDGE' ? `unix:${device.bridge}` : word)),
    { env: device.env },
  ).catch((error) => process.stderr.write(`${words.join(' ')}: ${String(error.stderr)}\n`))
}

/** The messages of one conversation. @param {import('./conversations.mjs').Conversation} conversation */
async function record({ version, command, meanwhile = [] }) {
  const path = join(folder, 'proxy.sock')
  await rm(path, { force: true })
  const proxy = await listen(path, device.bridge)
  const args = command.map((word) => (word === 'SWITCH' ? `unix:${path}` : word))
  const asked = run('ovs-ofctl', ['-O', version, '-voff', ...args], { env: device.env, timeout: 10_000 })
  asked.child.stdin?.end('table=7,in_port=1,actions=output:2\ntable=7,in_port=2,actions=group:5\n')
  const done = asked.catch((error) => {
    if (error.signal === null) process.stderr.write(`${version} ${command.join(' ')}: ${String(error.stderr)}\n`)
  })
  if (meanwhile.length > 0) await retry(async () => proxy.messages.length > 2 || fail())
  // What the monitor asks for first is answered in this time; nothing says when it has been.
  if (meanwhile.length > 0) await new Promise((resolve) => setTimeout(resolve, 500))
  for (const words of meanwhile) await act(words)
  await done
  proxy.close()
  return proxy.messages
}

const fail = () => {
  throw new Error('the monitor has said nothing')
}

const wanted = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'openflow-'))
const device = await startSwitch(folder)
/** @type {Map<string, Map<string, string>>} */
const files = new Map()
try {
  for (const conversation of conversations) {
    if (wanted.length > 0 && !wanted.includes(conversation.version)) continue
    const lines = files.get(conversation.version) ?? new Map()
    files.set(conversation.version, lines)
    const command = conversation.command.filter((word) => word !== 'SWITCH').join(' ')
    for (const message of await record(conversation)) {
      const shape = shapeOf(message, command)
      if (message.length <= longest && !lines.has(shape)) lines.set(shape, `${message.toString('hex')} ${command}`)
    }
  }
  await mkdir(target, { recursive: true })
  for (const [version, lines] of files) {
    const unique = new Map(
      [...lines.values()].map((line) => [line.slice(0, 8) + line.slice(16, line.indexOf(' ')), line]),
    )
    await writeFile(join(target, `${version.toLowerCase()}.txt`), `${[...unique.values()].join('\n')}\n`)
  }
} finally {
  device.stop()
  await rm(folder, { recursive: true, force: true })
}
