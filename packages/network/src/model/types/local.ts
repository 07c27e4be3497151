import type { NetworkType } from './network-type.ts'

/** Logical networks that end at the host: nothing carries them to another one. */
export const local: NetworkType = {
  name: 'local',
  summary: 'networks inside one host, carried by nothing',
  hasPorts: false,
  mostLogicalNetworks: Infinity,
}
