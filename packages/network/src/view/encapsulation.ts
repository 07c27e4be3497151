import { type Action, type Match, OFPVID_PRESENT, popVlan, pushVlan, setField } from '@vlcp/openflow'
import type { LocalNetwork } from './view.ts'

/**
 * How the packets of a logical network look on an interface of its physical network. `undefined` from the driver means
 * that such a network has no packets there.
 */
export interface Encapsulation {
  /** Tells the packets of this network from those of others that share the interface. */
  readonly match: Match
  /** Takes the encapsulation off. */
  readonly decapsulate: readonly Action[]
  /** Puts it on; an output action follows. */
  readonly encapsulate: readonly Action[]
}

/** A network type's way to encapsulate; users add types by adding to {@link ENCAPSULATIONS}. */
export type EncapsulationDriver = (network: LocalNetwork) => Encapsulation | undefined

const NOTHING: Encapsulation = { match: {}, decapsulate: [], encapsulate: [] }

function vlan({ vlanId }: LocalNetwork): Encapsulation | undefined {
  if (vlanId === undefined) return undefined
  return {
    match: { vlan_vid: vlanId | OFPVID_PRESENT },
    decapsulate: [popVlan()],
    encapsulate: [pushVlan(), setField('vlan_vid', vlanId | OFPVID_PRESENT)],
  }
}

export const ENCAPSULATIONS: ReadonlyMap<string, EncapsulationDriver> = new Map<string, EncapsulationDriver>([
  ['vlan', vlan],
  ['native', () => NOTHING],
  ['local', () => undefined],
])
