import { fc, test } from '@fast-check/vitest'
import { flowContent, formatFlow, formatGroup } from '@vlcp/openflow'
import { describe, expect, it } from 'vitest'
import type { Collection } from '../engine/index.ts'
import { createLocalPorts, createModelCollections, type LocalPortEntry, type ModelCollections } from '../view/inputs.ts'
import { createSwitchPlan, type SwitchPlan } from './switch-plan.ts'

const HERE = { systemid: 'host1', bridge: 'br0', vhost: '' }

const localPort = (name: string, port: number, ifaceId?: string): LocalPortEntry => ({ name, port, ifaceId, ...HERE })

function flowsOf({ state, layout }: SwitchPlan): string[] {
  return [...state.flows()].map(([, flow]) => formatFlow(flow, layout.nameOf).replace(/^cookie=\w+, /, '')).toSorted()
}

const groupsOf = ({ state }: SwitchPlan): string[] => [...state.groups()].map(formatGroup).toSorted()

function tenant(model: ModelCollections, id: string, number: number, physicalNetwork: string, vlanId?: number): void {
  model.logicalNetworks.set(id, { id, physicalNetwork, number, vlanId })
}

describe('flows of one switch', () => {
  const setUp = (): { model: ModelCollections; ports: Collection<LocalPortEntry>; plan: SwitchPlan } => {
    const model = createModelCollections()
    const ports = createLocalPorts()
    model.physicalNetworks.set('phys', { id: 'phys', type: 'vlan' })
    tenant(model, 'blue', 7, 'phys', 100)
    model.logicalPorts.set('p1', { id: 'p1', network: 'blue', mac: 0x020000000001 })
    return { model, ports, plan: createSwitchPlan(model, ports) }
  }

  it('are only misses and reserved addresses while nothing is bound', () => {
    const { plan } = setUp()
    plan.engine.settle()
    expect(flowsOf(plan)).toEqual([
      'table=egress, priority=0 actions=drop',
      'table=ingress, priority=0 actions=drop',
      'table=l2input, dl_dst=01:80:c2:00:00:00/ff:ff:ff:ff:ff:f0 actions=drop',
      'table=l2input, dl_src=01:00:00:00:00:00/01:00:00:00:00:00 actions=drop',
      'table=l2input, priority=0 actions=goto_table:l2output',
      'table=l2output, priority=0 actions=goto_table:egress',
      'table=l2output, priority=32778,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=goto_table:egress',
    ])
    expect(groupsOf(plan)).toEqual([])
  })

  it('bind a logical port by iface-id and an uplink by name', () => {
    const { model, ports, plan } = setUp()
    plan.engine.settle()
    const idle = new Set(flowsOf(plan))
    ports.set('veth1', localPort('veth1', 1, 'p1'))
    ports.set('eth1', localPort('eth1', 2))
    model.physicalPorts.set('x', { vhost: '', systemid: '%', bridge: '%', name: 'eth1', physicalNetwork: 'phys' })
    plan.engine.settle()
    expect(flowsOf(plan).filter((flow) => !idle.has(flow))).toEqual([
      'table=egress, reg5=0x7,reg6=0x1,reg7=0/0x8000 actions=output:1',
      'table=egress, reg5=0x7,reg6=0x1,reg7=0x8000/0x8000,in_port=1 actions=IN_PORT',
      'table=egress, reg5=0x7,reg6=0x2,reg7=0/0x8000 actions=push_vlan:0x8100,set_field:4196->vlan_vid,output:2',
      'table=egress, reg5=0x7,reg6=0x2,reg7=0x8000/0x8000,in_port=2 actions=push_vlan:0x8100,set_field:4196->vlan_vid,IN_PORT',
      'table=egress, reg5=0x7,reg6=0xffffffff,reg7=0/0x8000 actions=group:1442840583',
      'table=ingress, in_port=1 actions=set_field:0x7->reg4,set_field:0x7->reg5,set_field:0xffffffff->reg6,set_field:0x4000->reg7,goto_table:l2input',
      'table=ingress, in_port=2,dl_vlan=100 actions=set_field:0x7->reg4,set_field:0x7->reg5,set_field:0xffffffff->reg6,set_field:0->reg7,pop_vlan,goto_table:l2input',
      'table=l2output, priority=32769,reg5=0x7 actions=set_field:0x2->reg6,goto_table:egress',
      'table=l2output, priority=32770,reg5=0x7,dl_dst=02:00:00:00:00:01 actions=set_field:0x1->reg6,goto_table:egress',
    ])
    expect(groupsOf(plan)).toEqual([
      'group_id=1442840583,type=all,bucket=actions=output:1,bucket=actions=push_vlan:0x8100,set_field:4196->vlan_vid,output:2',
    ])
  })

  it('go with the port, and nothing else goes', () => {
    const { ports, plan } = setUp()
    plan.engine.settle()
    const idle = flowsOf(plan)
    ports.set('veth1', localPort('veth1', 1, 'p1'))
    plan.engine.settle()
    expect(flowsOf(plan).length).toBeGreaterThan(idle.length)
    ports.delete('veth1')
    plan.engine.settle()
    expect(flowsOf(plan)).toEqual(idle)
    expect(groupsOf(plan)).toEqual([])
  })

  it('prefer the more specific of two physical port records', () => {
    const { model, ports, plan } = setUp()
    model.physicalNetworks.set('other', { id: 'other', type: 'native' })
    ports.set('veth1', localPort('veth1', 1, 'p1'))
    ports.set('eth1', localPort('eth1', 2))
    const record = { vhost: '', systemid: '%', bridge: '%', name: 'eth1', physicalNetwork: 'phys' }
    model.physicalPorts.set('wide', record)
    model.physicalPorts.set('narrow', { ...record, systemid: 'host1', physicalNetwork: 'other' })
    model.physicalPorts.set('elsewhere', { ...record, systemid: 'host2', bridge: 'br0' })
    plan.engine.settle()
    expect(plan.view.physicalPorts.get('eth1')?.physicalNetwork).toBe('other')
    model.physicalPorts.delete('narrow')
    plan.engine.settle()
    expect(plan.view.physicalPorts.get('eth1')?.physicalNetwork).toBe('phys')
  })

  it('flood to every port when a local port declares no address', () => {
    const { model, ports, plan } = setUp()
    model.physicalPorts.set('x', { vhost: '', systemid: '%', bridge: '%', name: 'eth1', physicalNetwork: 'phys' })
    model.logicalPorts.set('silent', { id: 'silent', network: 'blue', mac: undefined })
    ports.set('eth1', localPort('eth1', 2))
    ports.set('veth1', localPort('veth1', 1, 'p1'))
    plan.engine.settle()
    const isDefault = (flow: string): boolean => flow.startsWith('table=l2output, priority=32769')
    expect(flowsOf(plan).some(isDefault)).toBe(true)
    ports.set('veth2', localPort('veth2', 3, 'silent'))
    plan.engine.settle()
    expect(flowsOf(plan).some(isDefault)).toBe(false)
  })

  it('cost the same however large the network is', () => {
    const cost = (size: number): number => {
      const { model, ports, plan } = setUp()
      for (let i = 0; i < size; i++) {
        model.logicalPorts.set(`q${i}`, { id: `q${i}`, network: 'blue', mac: 0x020000010000 + i })
        ports.set(`v${i}`, localPort(`v${i}`, 10 + i, `q${i}`))
      }
      plan.engine.settle()
      plan.state.takeChanges()
      const before = plan.engine.runs
      ports.set('veth1', localPort('veth1', 1, 'p1'))
      plan.engine.settle()
      expect(plan.state.takeChanges().flows.size).toBe(4)
      return plan.engine.runs - before
    }
    expect(cost(1000)).toBe(cost(10))
  })
})

/** One step of an operator or a switch. */
type Step = (model: ModelCollections, ports: Collection<LocalPortEntry>) => void

const small = fc.integer({ min: 0, max: 3 })
const maybe = fc.boolean()
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ n: small, type: fc.constantFrom('vlan', 'native', 'local', 'unheard-of'), keep: maybe }).map(
    ({ n, type, keep }): Step =>
      ({ physicalNetworks }) =>
        void (keep ? physicalNetworks.set(`f${n}`, { id: `f${n}`, type }) : physicalNetworks.delete(`f${n}`)),
  ),
  fc.record({ n: small, f: small, tag: fc.option(small, { nil: undefined }), keep: maybe }).map(
    ({ n, f, tag, keep }): Step =>
      ({ logicalNetworks: all }) =>
        void (keep
          ? all.set(`n${n}`, { id: `n${n}`, physicalNetwork: `f${f}`, number: n + 1, vlanId: tag })
          : all.delete(`n${n}`)),
  ),
  fc.record({ p: small, n: small, mac: fc.option(small, { nil: undefined }), keep: maybe }).map(
    ({ p, n, mac, keep }): Step =>
      ({ logicalPorts: all }) =>
        void (keep ? all.set(`p${p}`, { id: `p${p}`, network: `n${n}`, mac }) : all.delete(`p${p}`)),
  ),
  fc
    .record({ i: small, f: small, bridge: fc.constantFrom('%', 'br0', 'br1'), keep: maybe })
    .map(({ i, f, bridge, keep }): Step => ({ physicalPorts: all }) => {
      const record = { vhost: '', systemid: '%', bridge, name: `i${i}`, physicalNetwork: `f${f}` }
      if (keep) all.set(`${bridge}/i${i}`, record)
      else all.delete(`${bridge}/i${i}`)
    }),
  fc.record({ i: small, port: small, p: fc.option(small, { nil: undefined }), keep: maybe }).map(
    ({ i, port, p, keep }): Step =>
      (_model, all) =>
        void (keep
          ? all.set(`i${i}`, localPort(`i${i}`, port + 1, p === undefined ? undefined : `p${p}`))
          : all.delete(`i${i}`)),
  ),
)

describe('law 3', () => {
  test.prop([fc.array(fc.tuple(step, maybe), { maxLength: 60 })], { numRuns: 300 })(
    'any sequence of changes gives what a computation from scratch gives',
    (steps) => {
      const model = createModelCollections()
      const ports = createLocalPorts()
      const plan = createSwitchPlan(model, ports)
      const installed = new Map<string, string>()
      for (const [change, settle] of steps) {
        change(model, ports)
        if (!settle) continue
        plan.engine.settle()
        follow(plan, installed)
      }
      plan.engine.settle()
      follow(plan, installed)

      const scratch = createSwitchPlan(model, ports)
      scratch.engine.settle()
      expect(plan.engine.faults).toEqual([])
      expect(flowsOf(plan)).toEqual(flowsOf(scratch))
      expect(groupsOf(plan)).toEqual(groupsOf(scratch))
      // The changes it reported lead to the same place as the state it holds.
      const wanted = new Map<string, string>([...scratch.state.flows()].map(([key, flow]) => [key, flowContent(flow)]))
      for (const group of scratch.state.groups()) wanted.set(String(group.id), formatGroup(group))
      expect(installed).toEqual(wanted)
    },
  )
})

function follow(plan: SwitchPlan, installed: Map<string, string>): void {
  const { flows, groups } = plan.state.takeChanges()
  for (const [key, flow] of flows) {
    if (flow === undefined) installed.delete(key)
    else installed.set(key, flowContent(flow))
  }
  for (const [id, group] of groups) {
    if (group === undefined) installed.delete(String(id))
    else installed.set(String(id), formatGroup(group))
  }
}
