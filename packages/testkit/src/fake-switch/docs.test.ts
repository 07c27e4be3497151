import { encodePacket, ethernet, ipv4, udp } from '@vlcp/packet'
import { expect, it } from 'vitest'
import { FakeSwitch } from './index.ts'

it('answers what becomes of a packet, as docs/openflow.md shows', () => {
  const web = 'table=0,priority=10,in_port=1,ip,actions=push_vlan:0x8100,set_field:4196->vlan_vid,goto_table:1'
  const fake = new FakeSwitch({
    ports: [1, 2, 3],
    flows: [web, 'table=1,ip,nw_dst=10.0.0.0/24,actions=dec_ttl,output:2'],
  })
  const [h1, h2] = [0x020000000001, 0x020000000002]
  const layers = [
    ethernet.create({ src: h1, dst: h2 }),
    ipv4.create({ src: 0x0a000001, dst: 0x0a000002 }),
    udp.create({}),
  ]

  const { outputs, trace } = fake.process(1, encodePacket(layers))

  expect(outputs.map(({ port, text }) => `${port}: ${text}`)).toEqual([
    '2: 02:00:00:00:00:01 > 02:00:00:00:00:02, vlan 100, 10.0.0.1 > 10.0.0.2 ttl 63, udp 0 > 0',
  ])
  expect(trace).toContain('table 1: priority 32768,eth_type=0x800,ipv4_dst=0xa000000/0xffffff00')
  expect(fake.flows.map(({ packets }) => packets)).toEqual([1n, 1n])
})
