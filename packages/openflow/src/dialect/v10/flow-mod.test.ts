import { describe, expect, it } from 'vitest'
import { apply } from '../../action/instruction.ts'
import { OFPP_LOCAL } from '../../action/reserved-ports.ts'
import type { Modification } from '../../modification.ts'
import { extended, flow, plain, sent } from '../../testing/dialect-10.ts'
import { UnsupportedError } from '../dialect.ts'

describe('a modification', () => {
  const modifications: readonly Modification[] = [
    { kind: 'put-flow', flow: { ...flow({ in_port: 1 }), idleTimeoutS: 5, hardTimeoutS: 6, flags: 3 }, bufferId: 9 },
    { kind: 'modify-flow', flow: { ...flow({ in_port: 1 }), cookie: 0n, idleTimeoutS: 0, hardTimeoutS: 0, flags: 0 } },
    { kind: 'modify-flows', filter: { match: { in_port: 1 } }, instructions: [apply({ type: 'pop_vlan' })] },
    { kind: 'remove-flow', flow: { table: 0, priority: 7, match: { in_port: 1 } } },
    { kind: 'remove-flows', filter: { match: { in_port: 1 }, outPort: OFPP_LOCAL } },
    { kind: 'remove-flows', filter: {} },
  ]
  const ofNicira: readonly Modification[] = [
    { kind: 'put-flow', flow: { ...flow({ in_port: 1 }), table: 253, idleTimeoutS: 0, hardTimeoutS: 0, flags: 0 } },
    { kind: 'modify-flows', filter: { table: 3, cookie: 4n, cookieMask: 6n }, instructions: [] },
    { kind: 'remove-flow', flow: { table: 3, priority: 7, match: { reg0: 1 }, cookie: 5n } },
    { kind: 'remove-flows', filter: { table: 3, cookie: 5n } },
    {
      kind: 'add-group',
      group: { id: 5, type: 'fast_failover', buckets: [{ actions: [{ type: 'output', port: 1 }], watchPort: 1 }] },
    },
    {
      kind: 'modify-group',
      group: {
        id: 5,
        type: 'select',
        buckets: [{ id: 9, actions: [], weight: 2 }],
        selection: { method: 'hash', parameter: 7n, fields: { ipv4_src: 0xffff_ffff } },
      },
    },
    { kind: 'remove-group', group: { id: 5 } },
  ]

  it.each(modifications)('is read as it was meant: $kind', (wanted) => {
    expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
    const again = plain.modificationOf(sent(plain.modification(1, wanted)))
    expect(again).toEqual(wanted)
  })

  it.each(ofNicira)('is read as it was meant, or refused without the extension: $kind', (wanted) => {
    expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
    expect(() => plain.modification(1, wanted)).toThrow(UnsupportedError)
  })

  it.each<[string, Modification]>([
    ['meter', { kind: 'remove-meter', meter: { id: 1 } }],
    ['outGroup', { kind: 'remove-flows', filter: { outGroup: 5 } }],
    ['importance', { kind: 'put-flow', flow: { ...flow({}), importance: 1 } }],
  ])('of later versions is refused by name: %s', (name, wanted) => {
    expect(() => extended.modification(1, wanted)).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it('names a table that is one', () => {
    expect(() => extended.modification(1, { kind: 'put-flow', flow: { ...flow({}), table: 255 } })).toThrow(
      'table: 255',
    )
    expect(sent(extended.modification(1, { kind: 'remove-flows', filter: {} }))).toMatchObject({ command: 0xff03 })
    expect(sent(extended.modification(1, { kind: 'remove-flows', filter: { table: 0 } }))).toMatchObject({ command: 3 })
  })

  it('keeps cookies, so that Open vSwitch adds no flow', () => {
    const wanted: Modification = { kind: 'modify-flows', filter: {}, instructions: [] }
    expect(sent(extended.modification(1, wanted))).toMatchObject({ cookie: 0xffff_ffff_ffff_ffffn })
  })
})
