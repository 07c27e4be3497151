import { encodePacket, ethernet, ipv4, udp } from '@vlcp/packet'
import { expect, it } from 'vitest'
import { FakeSwitch } from './index.ts'

it('sends web traffic out of port 2 in VLAN 100', () => {
  const web = 'in_port=1,ip,actions=push_vlan:0x8100,set_field:4196->vlan_vid,goto_table:1'
  const fake = new FakeSwitch({
    ports: [1, 2, 3],
    flows: [web, 'table=1,ip,nw_dst=10.0.0.0/24,actions=dec_ttl,output:2'],
  })
  const layers = [
    ethernet.create({ src: 0x020000000001, dst: 0x020000000002 }),
    ipv4.create({ src: 0x0a000001, dst: 0x0a000002 }),
    udp.create({}),
  ]
  const { outputs } = fake.process(1, encodePacket(layers))
  expect(outputs.map(({ port, text }) => `${port}: ${text}`)).toEqual([
    '2: 02:00:00:00:00:01 > 02:00:00:00:00:02, vlan 100, 10.0.0.1 > 10.0.0.2 ttl 63, udp 0 > 0',
  ])
})

it('tells which flows a packet has taken, and counts it', () => {
  const fake = new FakeSwitch({
    ports: [1, 2],
    flows: ['in_port=1,actions=goto_table:1', 'table=1,ip,nw_dst=10.0.0.0/24,actions=output:2'],
  })
  const { trace } = fake.process(
    1,
    encodePacket([ethernet.create({}), ipv4.create({ dst: 0x0a000002 }), udp.create({})]),
  )
  expect(trace).toContain('table 1: priority 32768,ip,nw_dst=10.0.0.0/24')
  expect(fake.flows.map(({ packets }) => packets)).toEqual([1n, 1n])
})
