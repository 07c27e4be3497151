import { waitFor, type DumpedFlow, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { switchReport, waitForSync, type SwitchReport } from './report.ts'
import {
  addMember,
  cookieMark,
  createLocalNetwork,
  forwardingState,
  openSite,
  settledState,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'

/** The promise: repaired within ten seconds. */
const repairMs = 10_000

let site: Site
let first: Endpoint
let second: Endpoint
let state: string[]

beforeAll(async () => {
  site = await openSite('tampering')
  await createLocalNetwork(site, 'red')
  first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  state = await settledState(site.bridge)
})
afterAll(() => site?.lab.close())

const ourCookie = `0x${((cookieMark << 48n) | 0x99n).toString(16)}`

const strict = ({ table, priority, match }: DumpedFlow): string =>
  `table=${table},priority=${priority}${match === '' ? '' : `,${match}`}`

async function flowWhere(is: (flow: DumpedFlow) => boolean): Promise<DumpedFlow> {
  const flow = (await site.bridge.dumpFlows()).find(is)
  if (flow === undefined) throw new Error('no such flow')
  return flow
}

async function groupId(): Promise<string> {
  const id = /^group_id=(\d+)/.exec((await site.bridge.dumpGroups())[0] ?? '')?.[1]
  if (id === undefined) throw new Error('no group')
  return id
}

/** What audits have counted so far; the connection must be the one it was, because that is when counting begins. */
async function drift(): Promise<NonNullable<SwitchReport['counters']>['drift'] & { readonly peer: string | null }> {
  const report = await switchReport(site.controller, site.bridge)
  if (report?.counters === null || report === undefined) throw new Error('no counters')
  return { ...report.counters.drift, peer: report.peer }
}

test('each kind of change is repaired and counted as what it is', async () => {
  const { bridge } = site
  const before = await drift()
  await bridge.ofctl('mod-flows', 'table=3,actions=drop')
  const altered = (await forwardingState(bridge)).filter((line) => !state.includes(line)).length
  await waitForState(bridge, state, repairMs)
  await waitFor(async () => (await drift()).altered === before.altered + altered, { what: `${altered} altered flows` })

  const ingress = await flowWhere(({ match }) => /^in_port=\d+$/.test(match))
  await bridge.ofctl('del-flows', strict(ingress), '--strict')
  await waitForState(bridge, state, repairMs)
  await waitFor(async () => (await drift()).missing === before.missing + 1, { what: 'a missing flow' })

  await bridge.ofctl('add-flow', `cookie=${ourCookie},table=9,priority=9,arp,actions=drop`)
  await waitForState(bridge, state, repairMs)
  await waitFor(async () => (await drift()).foreign === before.foreign + 1, { what: 'a foreign flow with our mark' })
  expect((await drift()).peer).toBe(before.peer)
})

test('a group of ours that is deleted takes its flow with it, and both come back', async () => {
  const { bridge } = site
  const before = await drift()
  await bridge.ofctl('del-groups', `group_id=${await groupId()}`)
  expect((await bridge.dumpFlows()).some(({ actions }) => actions.includes('group:'))).toBe(false)
  await waitForState(bridge, state, repairMs)
  await waitFor(async () => (await drift()).missing === before.missing + 2, { what: 'a missing flow and group' })
  await waitForPing(first, second)
})

test('a group of ours that changed its type, and one with our mark that is not ours, are put right', async () => {
  const { bridge } = site
  const id = await groupId()
  await bridge.ofctl('mod-group', `group_id=${id},type=select,bucket=weight:5,actions=drop`)
  await bridge.ofctl('add-group', `group_id=${Number(id) + 77},type=indirect,bucket=actions=drop`)
  await waitForState(bridge, state, repairMs)
})

test('foreign groups and flows stay, also a foreign flow that points to a group of ours', async () => {
  const { bridge } = site
  await bridge.ofctl('add-group', 'group_id=5,type=all,bucket=actions=drop')
  await bridge.ofctl('add-group', `group_id=${0x57000001},type=select,bucket=actions=drop`)
  await bridge.ofctl('add-flow', 'cookie=0x5,table=100,priority=1,arp,actions=group:5')
  await bridge.ofctl('add-flow', `cookie=0x6,table=100,priority=2,arp,actions=group:${await groupId()}`)
  const withForeign = await forwardingState(bridge)
  expect(withForeign).toHaveLength(state.length + 4)
  const ingress = await flowWhere(({ match }) => /^in_port=\d+$/.test(match))
  await bridge.ofctl('add-flow', `cookie=0x77,${strict(ingress)},actions=drop`)
  await waitForState(bridge, withForeign, repairMs)
  await bridge.ofctl('del-flows', 'table=100')
  await bridge.ofctl('del-groups', 'group_id=5')
  await bridge.ofctl('del-groups', `group_id=${0x57000001}`)
  await waitForState(bridge, state)
})

// What Open vSwitch can say and this controller never does: reading it must not end the session.
const strange = {
  matches: [
    'ct_state=+trk+est,ct_zone=5,ct_mark=0x1/0xff,ip',
    'tun_id=0x5/0xff,tun_src=10.0.0.0/8',
    'tcp,tcp_flags=+syn-ack,tp_dst=0x50/0xfff0',
    'ipv6,ipv6_src=2001:db8::/32,ipv6_label=0x12345',
    'icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=02:00:00:00:00:01',
    'arp,arp_spa=10.0.0.0/255.0.255.0,arp_op=1',
    'metadata=0x1234/0xffff,reg0=5,reg15=0x1/0x3,xreg3=7,xxreg2=9/0xf',
    'mpls,mpls_label=7,mpls_tc=1,mpls_bos=1',
    'vlan_tci=0x1000/0x1000,dl_src=01:00:00:00:00:00/01:00:00:00:00:00',
    'vlan_tci=0/0x1fff',
    'conj_id=7,ip',
    'pkt_mark=0x1/0x1,packet_type=(0,0)',
    'actset_output=5',
    'dl_type=0x894f,nsh_spi=5,nsh_si=1',
    'ip,nw_frag=later,nw_ttl=3,ip_dscp=5,nw_ecn=1',
  ],
  actions: [
    'resubmit(,7),note:01.02.03',
    'ct(commit,zone=5,exec(load:1->NXM_NX_CT_MARK[]))',
    'learn(table=8,hard_timeout=5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),NORMAL',
    'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:0x5/0xf->reg1,load:7->NXM_NX_REG2[0..7]',
    'write_metadata:0x5/0xff,goto_table:50',
    'write_actions(push_mpls:0x8847,set_field:5->mpls_label,output:1)',
    'clear_actions',
    'dec_ttl,enqueue:1:5,controller(max_len=64,reason=action,id=3),LOCAL,ALL,FLOOD,IN_PORT',
    'multipath(symmetric_l4,1024,modulo_n,4,0,NXM_NX_REG0[0..3]),bundle(eth_src,0,active_backup,ofport,members:1,2)',
    'encap(nsh(md_type=1)),encap(ethernet),sample(probability=5,collector_set_id=1)',
    'clone(set_field:5->reg3,output:1),check_pkt_larger(100)->NXM_NX_REG0[0]',
    'conjunction(7,1/2)',
    'push:NXM_NX_REG1[],pop:NXM_NX_REG2[]',
  ],
}

test('whatever Open vSwitch can express under our mark is read, removed or repaired', async () => {
  const { bridge, controller } = site
  const { peer } = await drift()
  let taken = 0
  for (const [at, match] of strange.matches.entries()) {
    const flow = `cookie=${ourCookie},table=60,priority=${at + 1},${match},actions=drop`
    await bridge.ofctl('add-flow', flow).then(() => taken++)
  }
  for (const [at, actions] of strange.actions.entries()) {
    const timeouts = at % 2 === 0 ? ',idle_timeout=500,hard_timeout=900,send_flow_rem' : ''
    const flow = `cookie=${ourCookie},table=40,priority=${at + 1},ip${timeouts},actions=${actions}`
    await bridge.ofctl('add-flow', flow).then(() => taken++)
  }
  expect(taken).toBe(strange.matches.length + strange.actions.length)
  await waitForState(bridge, state, repairMs)
  // The same on a flow and a group of ours.
  const ingress = await flowWhere(({ match }) => /^in_port=\d+$/.test(match))
  await bridge.ofctl('mod-flows', `${strict(ingress)},actions=${strange.actions[2]},resubmit(,7)`, '--strict')
  await bridge.ofctl(
    'mod-group',
    `group_id=${await groupId()},type=ff,bucket=watch_port:1,actions=resubmit(,7),dec_ttl`,
  )
  await waitForState(bridge, state, repairMs)
  expect((await drift()).peer).toBe(peer)
  expect((await waitForSync(controller, bridge, { logical: 2 })).refused).toEqual([])
})
