import { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT } from '../../match/match.ts'

/** NXM_OF_VLAN_TCI: three bits of priority, one that says that there is a tag, twelve of the VLAN. */
export interface Tci {
  readonly tci: number
  /** Bits that are compared. */
  readonly mask: number
}

export const PRESENT = OFPVID_PRESENT
export const VID = 0x0fff
export const PCP = 0xe000
export const PCP_SHIFT = 13
export const ALL = 0xffff

const parts = (wanted: FieldValue | MaskedValue, all: number): Tci =>
  typeof wanted === 'object'
    ? { tci: Number(wanted.value) & Number(wanted.mask), mask: Number(wanted.mask) & all }
    : { tci: Number(wanted), mask: all }

function fits({ tci, mask }: Tci, all: number, field: string): void {
  if (tci > all || mask > all || tci < 0) throw new RangeError(`${field}: ${tci} does not fit`)
}

/**
 * What a match says of VLAN tags; undefined when nothing.
 *
 * @throws RangeError for a value that does not fit, or vlan_tci beside vlan_vid or vlan_pcp
 */
export function tciOf({ vlan_vid, vlan_pcp, vlan_tci }: Match): Tci | undefined {
  if (vlan_vid === undefined && vlan_pcp === undefined && vlan_tci === undefined) return undefined
  if (vlan_tci !== undefined) {
    if (vlan_vid !== undefined || vlan_pcp !== undefined)
      throw new RangeError('vlan_tci: stands for vlan_vid and vlan_pcp and cannot stand beside them')
    const whole = parts(vlan_tci, ALL)
    fits(whole, ALL, 'vlan_tci')
    return whole
  }
  // A priority alone needs a tag.
  const vid = vlan_vid === undefined ? { tci: PRESENT, mask: PRESENT } : parts(vlan_vid, PRESENT | VID)
  fits(vid, PRESENT | VID, 'vlan_vid')
  if (vlan_pcp === undefined) {
    // No tag at all: there are no other bits, and OpenFlow 1.0 compares them all.
    return vid.tci === 0 && vid.mask === (PRESENT | VID) && typeof vlan_vid !== 'object' ? { tci: 0, mask: ALL } : vid
  }
  const pcp = parts(vlan_pcp, PCP >> PCP_SHIFT)
  fits(pcp, PCP >> PCP_SHIFT, 'vlan_pcp')
  return { tci: vid.tci | (pcp.tci << PCP_SHIFT), mask: vid.mask | (pcp.mask << PCP_SHIFT) }
}

const masked = (value: number, mask: number, all: number): FieldValue | MaskedValue =>
  mask === all ? value : { value, mask }

/** The same as fields without version: vlan_vid and vlan_pcp where they can say it, else vlan_tci. */
export function fieldsOfTci({ tci, mask }: Tci): Pick<Match, 'vlan_vid' | 'vlan_pcp' | 'vlan_tci'> {
  if (mask === 0) return {}
  if (mask === ALL && tci === 0) return { vlan_vid: 0 }
  const vid = mask & (PRESENT | VID)
  // Without any bit of the priority; but for the one that `vlan_vid: 0` would turn into another match.
  if ((mask & PCP) === 0 && !(tci === 0 && vid === (PRESENT | VID)))
    return { vlan_vid: masked(tci & vid, vid, PRESENT | VID) }
  if ((mask & PCP) === PCP && (tci & mask & PRESENT) !== 0)
    return { vlan_vid: masked(tci & vid, vid, PRESENT | VID), vlan_pcp: (tci & PCP) >> PCP_SHIFT }
  return { vlan_tci: masked(tci & mask, mask, ALL) }
}
