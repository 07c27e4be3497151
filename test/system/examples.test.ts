import {
  type Background,
  type Bridge,
  type Endpoint,
  freePort,
  type Lab,
  matrix,
  openLab,
  type Protocol,
  waitFor,
} from '@vlcp/testkit'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { protocolOf, VERSIONS } from './framework.fixture.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

let lab: Lab
const opened: Lab[] = []
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())))

interface Example {
  readonly bridges: readonly Bridge[]
  readonly program: Background
  readonly output: readonly string[]
}

/** Runs an example as its first lines say, and bridges that have connected to it. */
async function runExample(name: string, protocol: Protocol, bridgeCount = 1, ...args: string[]): Promise<Example> {
  lab = openLab({ name })
  opened.push(lab)
  const ovs = await lab.openVSwitch()
  const target = `tcp:${ovs.hostAddress}:${await freePort(ovs.hostAddress)}`
  const output: string[] = []
  const main = ['--conditions=source', '--import', 'tsx', `${root}packages/vlcp/src/main.ts`]
  const program = lab.start(process.execPath, [...main, 'run', `${root}examples/${name}.ts`, target, ...args], {
    onLine: (line) => output.push(line),
  })
  const bridges: Bridge[] = []
  for (let n = 0; n < bridgeCount; n++) {
    const bridge = await ovs.addBridge(`br${n}`, { protocol })
    await bridge.setController(target)
    bridges.push(bridge)
  }
  await waitFor(() => bridges.every((bridge) => bridge.isConnected()), { what: 'the switches to connect' })
  return { bridges, program, output }
}

const mac = (n: number): string => `02:00:00:00:00:0${n}`

const hosts = (bridge: Bridge, count: number): Promise<Endpoint[]> =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      lab.endpoint({ bridge, name: `h${n}`, mac: mac(n), ip: `10.0.0.${n + 1}` }),
    ),
  )

const only = ([bridge]: readonly Bridge[]): Bridge => {
  if (bridge === undefined) throw new Error('no bridge')
  return bridge
}

describe('the learning switch', () => {
  test('has at most twenty lines of code', () => {
    const lines = readFileSync(`${root}examples/learning-switch.ts`, 'utf8').split('\n')
    const code = lines.filter((line) => line.trim() !== '' && !line.startsWith('//'))
    expect(code.length).toBeLessThanOrEqual(20)
  })

  test.each(VERSIONS)('joins four endpoints over OpenFlow %s and leaves the switch to it', async (version) => {
    const { bridges, output } = await runExample('learning-switch', protocolOf(version))
    const bridge = only(bridges)
    const stations = await hosts(bridge, 4)
    const { mismatches, table } = await matrix(stations, () => true)
    expect(mismatches, table).toEqual([])
    const flows = await bridge.dumpFlows()
    const learned = flows.filter(({ match }) => match.includes('dl_dst='))
    // From each endpoint to each other one.
    expect(learned.length).toBe(12)
    expect(output).toEqual([])
  })
})

describe('the switch that learns by itself', () => {
  test.each(['OpenFlow10', 'OpenFlow13', 'OpenFlow15'] as const)(
    'joins four endpoints (%s), also without controller',
    async (version) => {
      const { bridges, program, output } = await runExample('switch-side-learning', version)
      const bridge = only(bridges)
      await waitFor(() => output.length === 1, { what: 'the flows to be confirmed' })
      await program.stop()
      const stations = await hosts(bridge, 4)
      const { mismatches, table } = await matrix(stations, () => true)
      expect(mismatches, table).toEqual([])
      const learned = (await bridge.dumpFlows()).filter(({ table: at, match }) => at === 1 && match.includes('dl_dst='))
      expect(learned.length).toBe(4)
    },
  )
})

describe('the firewall', () => {
  test('lets connections begin to the ports named only', async () => {
    const { bridges, output } = await runExample('firewall', 'OpenFlow13', 1, '8080')
    await waitFor(() => output.length === 1, { what: 'the flows to be confirmed' })
    const [client, server] = await hosts(only(bridges), 2)
    if (client === undefined || server === undefined) throw new Error('no hosts')
    const serve = `const { createServer } = require('node:net')
      for (const port of [8080, 8081]) createServer((socket) => socket.end('hello ' + port)).listen(port, () => console.log(port))`
    const listening: string[] = []
    server.namespace.start(process.execPath, ['-e', serve], { onLine: (line) => listening.push(line) })
    await waitFor(() => listening.length === 2, { what: 'the server to listen' })
    const get = (port: number): Promise<string> =>
      client.namespace
        .run('curl', ['-s', '--http0.9', '--max-time', '3', `http://10.0.0.2:${port}/`], { exitCodes: [0, 28, 56] })
        .then(({ stdout }) => stdout)
    expect(await get(8080)).toBe('hello 8080')
    expect(await get(8081)).toBe('')
    expect(await client.ping(server, { count: 2 })).toMatchObject({ received: 0 })
  })
})

describe('the topology discoverer', () => {
  test('finds the links between three switches, and notices when one is cut', async () => {
    const { bridges, output } = await runExample('topology', 'OpenFlow13', 3, '100')
    const { ovs } = only(bridges)
    const patch = (from: number, to: number): string[] => {
      const [port, peer] = [`p${from}${to}`, `p${to}${from}`]
      const settings = ['type=patch', `options:peer=${peer}`]
      return ['--', 'add-port', `br${from}`, port, '--', 'set', 'interface', port, ...settings]
    }
    await ovs.vsctl(...patch(0, 1).slice(1), ...patch(1, 0), ...patch(1, 2), ...patch(2, 1))
    const links = (): string[] => output.filter((line) => line.startsWith('link:'))
    await waitFor(() => links().length === 4, { what: 'four directions of two links' })
    const name = async (bridge: string): Promise<string> =>
      (await ovs.vsctl('get', 'bridge', bridge, 'datapath_id')).replaceAll('"', '')
    const [first, second] = [await name('br0'), await name('br1')]
    expect(links().some((line) => line.startsWith(`link: ${first}:`) && line.includes(`-> ${second}:`))).toBe(true)
    await ovs.vsctl('del-port', 'br0', 'p01')
    await waitFor(() => output.filter((line) => line.startsWith('gone:')).length === 2, { what: 'the cut to be seen' })
  })
})
