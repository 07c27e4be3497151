import { fieldByName, type FieldName } from '../match/fields.ts'
import { type FieldValue, OFPVID_PRESENT } from '../match/match.ts'
import { type NaturalField, readNatural } from '../match/natural.ts'
import type { Action, ConntrackAction } from './action.ts'
import type { NatAction } from './conntrack.ts'
import type { LearnAction } from './learn.ts'
import type { Subfield } from './subfield.ts'

type Without<T> = Omit<T, 'type'>

/** Values of up to 48 bits are numbers. */
const narrow = (bits: number, value: bigint): FieldValue => (bits > 48 ? value : Number(value))

function set(name: FieldName, value: NaturalField): Action {
  const field = fieldByName(name)
  const given = readNatural(field, value)
  const isWhole = given.mask === (1n << BigInt(field.bits)) - 1n
  const action = { type: 'set_field', field: name, value: narrow(field.bits, BigInt(given.value)) } as const
  return isWhole ? action : { ...action, mask: narrow(field.bits, BigInt(given.mask)) }
}

/** What happens to a packet before it goes `out`. OpenFlow 1.5.1, 7.2.6, and ovs-actions(7). */
export const act = {
  /**
   * Writes a field: `act.set('ipv4_dst', '10.0.0.1')`; only the bits of a mask where there is one.
   *
   * @throws MatchError for a value that does not fit
   */
  set,
  /** Writes part of a field: `act.load(7n, { field: 'reg0', start: 0, bits: 16 })`. */
  load: (value: bigint, target: Subfield): Action => ({ type: 'load', value, target }),
  /** Copies between fields. */
  move: (source: Subfield, target: Subfield): Action => ({ type: 'move', source, target }),
  /** Puts a tag of this VLAN in front. */
  pushVlan: (vid: number, ethertype = 0x8100): readonly Action[] => [
    { type: 'push_vlan', ethertype },
    { type: 'set_field', field: 'vlan_vid', value: OFPVID_PRESENT | vid },
  ],
  popVlan: (): Action => ({ type: 'pop_vlan' }),
  decTtl: (): Action => ({ type: 'dec_ttl' }),
  setTtl: (ttl: number): Action => ({ type: 'set_ttl', ttl }),
  setTunnel: (id: bigint): Action => ({ type: 'set_tunnel', id }),
  setQueue: (queue: number): Action => ({ type: 'set_queue', queue }),
  meter: (meter: number): Action => ({ type: 'meter', meter }),
  /** Looks the packet up again; in the same table, as if from the same port, unless said otherwise. */
  resubmit: (table?: number, port?: number): Action => ({
    type: 'resubmit',
    ...(port === undefined ? {} : { port }),
    ...(table === undefined ? {} : { table }),
  }),
  /** Does the actions on a copy. */
  clone: (...actions: readonly Action[]): Action => ({ type: 'clone', actions }),
  learn: (flow: Without<LearnAction>): Action => ({ type: 'learn', ...flow }),
  ct: (connection: Without<ConntrackAction> = {}): Action => ({ type: 'ct', ...connection }),
  ctClear: (): Action => ({ type: 'ct_clear' }),
  nat: (translation: Without<NatAction> = {}): Action => ({ type: 'nat', ...translation }),
  /** One alternative of clause `clause`, from 0, of `clauses` that must all hold for the flow with `conj_id=id`. */
  conjunction: (id: number, clause: number, clauses: number): Action => ({ type: 'conjunction', id, clause, clauses }),
} as const
