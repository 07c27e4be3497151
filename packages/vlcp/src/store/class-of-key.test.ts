import { expect, it } from 'vitest'
import { nounOfKey, unknownPrefixes } from './class-of-key.ts'
import { storeClasses } from './classes.ts'

it('names what a key is', () => {
  const names = [
    'viperflow.logicalport.p',
    'viperflow.physicalport..%.%.eth0',
    'viperflow.logicalport.p.q',
    'indices.viperflow++logicalport.mac_address.x',
    'vlcp.server.1',
    'vlcp.import',
  ]
  expect(names.map((key) => nounOfKey(storeClasses, key))).toEqual([
    'LogicalPort',
    'PhysicalPort',
    'unknown',
    'index of LogicalPort',
    'RunningServer',
    'import under way',
  ])
  expect([...unknownPrefixes(storeClasses, [...names, 'a.b.c.1', 'a.b.d.2', 'lonely', 'x.1'])]).toEqual([
    ['a.b.', 2],
    ['lonely', 1],
    ['viperflow.logicalport.', 1],
    ['x.', 1],
  ])
})
