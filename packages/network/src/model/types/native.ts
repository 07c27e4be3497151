import type { NetworkType } from './network-type.ts'

/** One logical network whose packets travel as they are. */
export const native: NetworkType = {
  name: 'native',
  summary: 'one network, carried without a tag',
  hasPorts: true,
  mostLogicalNetworks: 1,
}
