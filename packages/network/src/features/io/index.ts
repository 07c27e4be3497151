import type { TableRequest } from '../../pipeline/layout.ts'
import type { Feature } from '../feature.ts'
import { installLogicalPorts, installNetworks, installUplinks } from './flows.ts'

const tables: readonly TableRequest[] = [
  { name: 'ingress', after: [], path: '', miss: 'drop' },
  { name: 'egress', after: ['ingress'], path: '', miss: 'drop' },
]

/**
 * Ingress decides by the port (and tag) a packet came in by which network it belongs to, and forgets the encapsulation;
 * egress puts it on again and sends the packet to the chosen port, or to all of the network.
 */
export const io: Feature = {
  name: 'io',
  number: 1,
  tables,
  install(context) {
    installLogicalPorts(context)
    installUplinks(context)
    installNetworks(context)
  },
}
