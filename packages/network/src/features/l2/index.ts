import type { TableRequest } from '../../pipeline/layout.ts'
import type { Feature } from '../feature.ts'
import { installAddresses, installDefaults, installReserved } from './flows.ts'

const tables: readonly TableRequest[] = [
  { name: 'l2input', after: ['ingress'], path: '', miss: 'next' },
  { name: 'l2output', after: ['l2input'], path: '', miss: 'next' },
  { name: 'egress', after: ['l2output'], path: '' },
]

/** Ethernet switching inside a logical network from what the model declares (strategy "prepush"): nothing is learned. */
export const l2: Feature = {
  name: 'l2',
  number: 2,
  tables,
  install(context) {
    installReserved(context)
    installAddresses(context)
    installDefaults(context)
  },
}
