import { expect, test } from 'vitest'
import { parseFlow } from './flow-dump.ts'

test('reads cookie, table, priority, match, actions and packet count', () => {
  const line =
    ' cookie=0x564c000000000001, duration=5.017s, table=3, n_packets=9, n_bytes=0, reset_counts priority=7,in_port=1,vlan_tci=0x0000/0x1fff actions=output:2,load:0x1->NXM_NX_REG3[],resubmit(,4)'
  expect(parseFlow(line)).toEqual({
    table: 3,
    priority: 7,
    cookie: 0x564c000000000001n,
    match: 'in_port=1,vlan_tci=0x0000/0x1fff',
    actions: 'output:2,load:0x1->NXM_NX_REG3[],resubmit(,4)',
    packets: 9,
  })
})

test('reads what ovs-ofctl leaves out: priority 32768 and a match of everything', () => {
  const head = ' cookie=0x0, duration=2.053s, table=0, n_packets=0, n_bytes=0,'
  expect(parseFlow(`${head} priority=0 actions=drop`)).toMatchObject({ priority: 0, match: '', actions: 'drop' })
  expect(parseFlow(`${head} ip actions=NORMAL`)).toMatchObject({ priority: 32768, match: 'ip' })
  expect(parseFlow(`${head} actions=drop`)).toMatchObject({ priority: 32768, match: '' })
  expect(parseFlow(`${head} send_flow_rem actions=drop`)).toMatchObject({ priority: 32768, match: '' })
  expect(parseFlow(`${head} idle_timeout=5, send_flow_rem priority=1,arp actions=drop`)).toMatchObject({
    priority: 1,
    match: 'arp',
  })
})

test('a line without a flow is none', () => {
  expect(parseFlow('OFPST_FLOW reply (OF1.3) (xid=0x2):')).toBeUndefined()
  expect(parseFlow('')).toBeUndefined()
})
