import { formatFlow, parseFlow, parseGroup } from '@vlcp/openflow'
import { FakeSwitch, type Lab, openLab, type Verdict } from '@vlcp/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DummyBridge } from './dummy-bridge.fixture.ts'
import { FRAME_NAMES, type FrameName, FRAMES } from './fake-switch-frames.fixture.ts'
import { PIPELINES } from './fake-switch-pipelines.fixture.ts'
import { randomFlows, randomFrom } from './fake-switch-random.fixture.ts'

const PORTS = [1, 2, 3, 4]

let lab: Lab
let bridge: DummyBridge

beforeAll(async () => {
  lab = openLab({ name: 'fake-switch' })
  bridge = await DummyBridge.open(lab, PORTS)
})
afterAll(() => lab.close())

const leaving = (verdict: Verdict): { readonly port: number; readonly hex: string }[] =>
  verdict.outputs
    .filter(({ port }) => PORTS.includes(port))
    .map(({ port, frame }) => ({ port, hex: Buffer.from(frame).toString('hex') }))

const sorted = <T extends { readonly port: number; readonly hex: string }>(outputs: readonly T[]): T[] =>
  outputs.toSorted((a, b) => a.port - b.port || (a.hex < b.hex ? -1 : 1))

/** The ports a trace sends the packet to, out of all its lists of datapath actions. */
function portsOfTrace(trace: string): number[] {
  const lists = [...trace.matchAll(/^Datapath actions: (.*)$/gm)].map(([, actions = '']) => actions)
  const ports = lists.flatMap((list) => {
    let plain = list
    for (let before = ''; before !== plain;) {
      before = plain
      plain = plain.replace(/\bclone\(([^()]*)\)/g, '$1').replace(/\b(?!clone)\w+\([^()]*\)/g, '')
    }
    return plain.split(',').filter((part) => /^\d+$/.test(part.trim()))
  })
  return ports
    .map(Number)
    .filter((port) => PORTS.includes(port))
    .toSorted((a, b) => a - b)
}

interface Load {
  readonly flows: readonly string[]
  readonly groups?: readonly string[]
}

/** Both switches with the same flows; the real one gets them as we print them, so that texts are compared too. */
async function loadBoth({ flows, groups = [] }: Load): Promise<FakeSwitch> {
  const parsed = flows.map(parseFlow)
  const fake = new FakeSwitch({ ports: PORTS, flows: parsed, groups: groups.map(parseGroup) })
  await bridge.load(
    parsed.map((flow) => formatFlow(flow).replace(' actions=', ',actions=').replaceAll(', ', ',')),
    groups,
  )
  return fake
}

async function compare(fake: FakeSwitch, port: number, name: FrameName, withTrace: boolean): Promise<Verdict> {
  const frame = FRAMES[name]
  const verdict = fake.process(port, frame)
  const ours = sorted(leaving(verdict))
  const about = () => `${name} at port ${port}\n${verdict.trace.join('\n')}`
  const orFail = (error: unknown): never => {
    throw new Error(about(), { cause: error })
  }
  const traced = withTrace ? await bridge.trace(port, frame).catch(orFail) : undefined
  const real = sorted(await bridge.receive(port, frame).catch(orFail))
  expect(ours, `${about()}\n${traced ?? ''}`).toEqual(real)
  // A trace does not follow a packet that the datapath has to look at again.
  if (traced !== undefined && !/recirc\(|check_pkt_len/.test(traced)) {
    expect(
      ours.map((output) => output.port),
      about(),
    ).toEqual(portsOfTrace(traced))
    expect(verdict.toController.length, about()).toBe([...traced.matchAll(/controller\(reason=/g)].length)
  }
  return verdict
}

describe('does octet for octet what Open vSwitch does', () => {
  it.each(PIPELINES)('$name', async ({ flows, groups, packets, stateful = false }) => {
    const fake = await loadBoth({ flows, groups: groups ?? [] })
    let outputs = 0
    for (const [port, name] of packets) outputs += (await compare(fake, port, name, !stateful)).outputs.length
    // A pipeline from which nothing ever leaves would show nothing.
    expect(outputs).toBeGreaterThan(0)
  })

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('random flows, seed %i', async (seed) => {
    const random = randomFrom(seed)
    const fake = await loadBoth({ flows: randomFlows(random) })
    for (const name of FRAME_NAMES) await compare(fake, 1 + random(PORTS.length), name, true)
  })
})

describe('refuses what Open vSwitch refuses, with the same code', () => {
  it.each([
    ['actions=group:7', 'OFPBAC_BAD_OUT_GROUP'],
    ['check_overlap,priority=9,ip,actions=drop', 'OFPFMFC_OVERLAP'],
    ['ip,actions=set_field:5->tcp_dst', 'OFPBAC_MATCH_INCONSISTENT'],
    ['actions=dec_ttl', 'OFPBAC_MATCH_INCONSISTENT'],
    ['actions=pop_vlan', 'OFPBAC_MATCH_INCONSISTENT'],
    ['ip,actions=pop_mpls:0x0800', 'OFPBAC_MATCH_INCONSISTENT'],
    ['arp,actions=ct(commit)', 'OFPBAC_MATCH_INCONSISTENT'],
    ['table=3,actions=goto_table:3', 'OFPBIC_BAD_TABLE_ID'],
  ])('%s', async (text, code) => {
    const present = 'priority=9,in_port=1,actions=drop'
    const fake = new FakeSwitch({ ports: PORTS, flows: [present] })
    expect(fake.apply({ kind: 'put-flow', flow: parseFlow(text) })?.code).toBe(code)
    // What OpenFlow 1.1 and later forbid, ovs-ofctl finds no version for, and does not name the error.
    await expect(bridge.load([present, text])).rejects.toThrow(new RegExp(`${code}|none of the usable flow formats`))
  })
})
