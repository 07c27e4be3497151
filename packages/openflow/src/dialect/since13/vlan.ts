import type { Action } from '../../action/action.ts'
import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import { OFPVID_PRESENT } from '../../match/match.ts'
import { checked } from './unsupported.ts'

const ETHERTYPE_VLAN = 0x8100

type LegacyAction = Extract<Action, { readonly type: 'mod_vlan_vid' | 'mod_vlan_pcp' }>

export const isLegacyVlan = (action: Action): action is LegacyAction =>
  action.type === 'mod_vlan_vid' || action.type === 'mod_vlan_pcp'

/** Whether a field that has the bit OFPVID_PRESENT demands a tag or none; undefined where it leaves that open. */
function demandsTag(wanted: FieldValue | MaskedValue | undefined): boolean | undefined {
  if (wanted === undefined) return undefined
  const { value, mask } = typeof wanted === 'object' ? wanted : { value: wanted, mask: OFPVID_PRESENT }
  return (Number(mask) & OFPVID_PRESENT) === 0 ? undefined : (Number(value) & OFPVID_PRESENT) !== 0
}

/** Whether packets of a match have a VLAN tag; undefined where the match does not say. */
export const taggedBy = (match: Match | undefined): boolean | undefined =>
  demandsTag(match?.vlan_vid) ?? demandsTag(match?.vlan_tci)

/** Whether packets have a tag after an action, given whether they had one before. */
export function taggedAfter(action: Action, tagged: boolean | undefined): boolean | undefined {
  switch (action.type) {
    case 'push_vlan':
    case 'mod_vlan_vid':
    case 'mod_vlan_pcp':
      return true
    // Another tag may have been below it; and a resubmit may do anything.
    case 'pop_vlan':
    case 'resubmit':
    case 'unknown':
      return undefined
    default:
      return 'field' in action && action.field === 'vlan_tci' ? undefined : tagged
  }
}

/**
 * What OpenFlow 1.0's actions are later, when there is no action that adds a tag only where none is: where the match
 * does not tell, Open vSwitch's field `vlan_tci` does it, because a write to it makes a tag.
 */
export function withoutLegacyVlan(action: LegacyAction, tagged: boolean | undefined): readonly Action[] {
  const isVid = action.type === 'mod_vlan_vid'
  const content = isVid ? checked('vid', action.vid, 12) : checked('pcp', action.pcp, 3)
  if (tagged === undefined) {
    const [value, mask] = isVid ? [content, 0x1fff] : [content << 13, 0xf000]
    return [{ type: 'set_field', field: 'vlan_tci', value: value | OFPVID_PRESENT, mask }]
  }
  const set: Action = isVid
    ? { type: 'set_field', field: 'vlan_vid', value: content | OFPVID_PRESENT }
    : { type: 'set_field', field: 'vlan_pcp', value: content }
  return tagged ? [set] : [{ type: 'push_vlan', ethertype: ETHERTYPE_VLAN }, set]
}
