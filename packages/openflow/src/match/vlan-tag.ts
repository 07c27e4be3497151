import { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT } from './match.ts'

/** A tag as it stands in a packet, with the bits that count: priority, presence, VLAN. NXM_OF_VLAN_TCI, ovs-fields(7). */
export interface VlanTag {
  readonly value: number
  readonly mask: number
}

const VID_BITS = 0x1fff
const PCP_BITS = 0xe000
const PCP_SHIFT = 13

/** Sets the bits of `mask` and leaves the others, as one field of a tag after the other is stated. */
export const withBits = (tag: VlanTag, value: number, mask: number): VlanTag => ({
  value: (tag.value & ~mask) | (value & mask),
  mask: tag.mask | mask,
})

export const withPriority = (tag: VlanTag, pcp: number): VlanTag =>
  withBits(tag, OFPVID_PRESENT | (pcp << PCP_SHIFT), OFPVID_PRESENT | PCP_BITS)

const pairOf = (wanted: FieldValue | MaskedValue, whole: number): readonly [number, number] =>
  typeof wanted === 'object' ? [Number(wanted.value), Number(wanted.mask)] : [Number(wanted), whole]

/** What a match says of the outer tag, whichever fields say it; undefined when it says nothing. */
export function vlanTagOf({ vlan_tci: tci, vlan_vid: vid, vlan_pcp: pcp }: Match): VlanTag | undefined {
  if (tci === undefined && vid === undefined && pcp === undefined) return undefined
  let tag: VlanTag = { value: 0, mask: 0 }
  if (tci !== undefined) tag = withBits(tag, ...pairOf(tci, 0xffff))
  // Not withPriority: a VLAN that is stated to be absent stays so.
  if (pcp !== undefined && vid !== undefined) tag = withBits(tag, pairOf(pcp, 7)[0] << PCP_SHIFT, PCP_BITS)
  else if (pcp !== undefined) tag = withPriority(tag, pairOf(pcp, 7)[0])
  return vid === undefined ? tag : withBits(tag, ...pairOf(vid, VID_BITS))
}

/** The fields that say the same as a tag: OpenFlow's where they can. */
export function fieldsOfTag({ value, mask }: VlanTag): Pick<Match, 'vlan_tci' | 'vlan_vid' | 'vlan_pcp'> {
  const priorityMask = mask & PCP_BITS
  const present = (value & mask & OFPVID_PRESENT) !== 0
  if (priorityMask !== 0 && (priorityMask !== PCP_BITS || !present)) return { vlan_tci: { value, mask } }
  if (mask === 0) return {}
  const vlan_vid = { value: value & VID_BITS, mask: mask & VID_BITS }
  return priorityMask === 0 ? { vlan_vid } : { vlan_vid, vlan_pcp: value >>> PCP_SHIFT }
}
