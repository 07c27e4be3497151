import { describe, expect, it } from 'vitest'
import { type FlowListing, formatFlows } from './flow-listing.ts'

const listing: FlowListing = {
  bridge: 'br0',
  flows: [
    {
      table: 0,
      tableName: 'ingress',
      priority: 20,
      match: 'in_port=3',
      actions: 'set_field:0x1->reg4,goto_table:1',
      text: 'table=0,priority=20,in_port=3,actions=set_field:0x1->reg4,goto_table:1',
      objects: ['logicalport a1', 'logicalnetwork net1'],
      state: 'installed',
    },
    {
      table: 1,
      tableName: 'l2',
      priority: 0,
      match: '',
      actions: 'drop',
      text: 'table=1,priority=0,actions=drop',
      objects: [],
      state: 'pending',
    },
  ],
  groups: [{ text: 'group_id=1,type=all,bucket=output:3', objects: ['logicalnetwork net1'], state: 'installed' }],
}

describe('formatFlows', () => {
  it('prints one ovs-ofctl line each in a pipe', () => {
    expect(formatFlows(listing, { columns: undefined, colour: false })).toEqual([
      'group_id=1,type=all,bucket=output:3  # logicalnetwork net1',
      'table=0,priority=20,in_port=3,actions=set_field:0x1->reg4,goto_table:1  # logicalport a1, logicalnetwork net1',
      'table=1,priority=0,actions=drop  # - [pending]',
    ])
  })

  it('prints a section for each table on a terminal', () => {
    expect(formatFlows(listing, { columns: 120, colour: false })).toEqual([
      'br0: 2 flows in 2 tables, 1 group',
      '',
      'groups',
      '  group                                from',
      '  group_id=1,type=all,bucket=output:3  logicalnetwork net1',
      '',
      'table 0 ingress',
      '  priority  match      actions                           from',
      '  20        in_port=3  set_field:0x1->reg4,goto_table:1  logicalport a1, logicalnetwork net1',
      '',
      'table 1 l2',
      '  priority  match  actions  from',
      '  0         any    drop     - [pending]',
    ])
  })

  it('fits a narrow terminal', () => {
    const lines = formatFlows(listing, { columns: 60, colour: false })
    expect(lines.filter((line) => line.length > 60)).toEqual([])
  })

  it('uses colour only where it is wanted', () => {
    expect(formatFlows(listing, { columns: 80, colour: true }).join('\n')).toContain(
      '\u001B[1mtable 0 ingress\u001B[0m',
    )
  })
})
