import type { BundleAction, FieldName, HashFields, MultipathAction } from '@vlcp/openflow'
import type { PacketState } from '../packet-state.ts'

/** MurmurHash3's last step: without it values that differ little have hashes that differ little. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** FNV-1a over octets, 32 bits wide (draft-eastlake-fnv). */
function fnv(text: string, seed: number): number {
  let hash = (0x811c_9dc5 ^ seed) >>> 0
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193) >>> 0
  return mix(hash)
}

const L4: readonly FieldName[] = ['tcp_src', 'tcp_dst', 'udp_src', 'udp_dst', 'sctp_src', 'sctp_dst']
const IP: readonly FieldName[] = ['ipv4_src', 'ipv4_dst', 'ipv6_src', 'ipv6_dst']

function hashed(fields: HashFields): readonly FieldName[] {
  switch (fields) {
    case 'eth_src':
      return ['eth_src']
    case 'nw_src':
      return ['ipv4_src', 'ipv6_src']
    case 'nw_dst':
      return ['ipv4_dst', 'ipv6_dst']
    case 'symmetric_l3':
      return IP
    case 'symmetric_l4':
      return ['eth_src', 'eth_dst', 'eth_type', 'vlan_tci', 'ip_proto', ...IP, ...L4]
    case 'symmetric_l3l4':
    case 'symmetric_l3l4+udp':
      return ['eth_type', 'ip_proto', ...IP, ...L4.filter((name) => fields.endsWith('udp') || !name.startsWith('udp'))]
  }
}

/**
 * A number that follows from the named fields. Both directions of a connection have the same where the fields come in pairs.
 * Other switches hash otherwise: a test may rely on one choice being kept, not on which one it is.
 */
export function hashPacket(packet: PacketState, fields: HashFields, basis: number): number {
  const values = hashed(fields).map((name) => `${name.replace(/_(src|dst)$/, '')}=${packet.get(name)}`)
  return fnv(values.toSorted().join(), basis)
}

/** The member with the highest weight drawn by hash: when one goes, only its packets move. */
export function highest(
  hash: number,
  indices: readonly number[],
  weightOf: (index: number) => number = () => 1,
): number {
  const score = (index: number): number =>
    // Weighted rendezvous: the share of a member is its share of all weights.
    -weightOf(index) / Math.log((fnv(String(index), hash) + 1) / 0x1_0000_0001)
  return indices.reduce((best, index) => (best < 0 || score(index) > score(best) ? index : best), -1)
}

/** The link `multipath` chooses, from 0. ovs-actions(7). */
export function chooseLink(
  { algorithm, links, argument, fields, basis }: MultipathAction,
  packet: PacketState,
): number {
  const hash = hashPacket(packet, fields, basis)
  const all = Array.from({ length: Math.max(links, 1) }, (_, index) => index)
  switch (algorithm) {
    case 'modulo_n':
      return hash % all.length
    case 'hash_threshold':
      return Math.floor((hash / 0x1_0000_0000) * all.length)
    case 'hrw':
      return highest(hash, all)
    case 'iter_hash': {
      for (let round = 0; round < 64; round++) {
        const link = fnv(String(round), hash) % Math.max(argument, 1)
        if (link < all.length) return link
      }
      return hash % all.length
    }
  }
}

/** The member `bundle` chooses: the first that is live, or by hash among those; undefined when none is. */
export function chooseMember(
  { algorithm, members, fields, basis }: BundleAction,
  packet: PacketState,
  isLive: (port: number) => boolean,
): number | undefined {
  if (algorithm === 'active_backup') return members.find(isLive)
  const live = members.map((_, index) => index).filter((index) => isLive(members[index] ?? -1))
  return members[highest(hashPacket(packet, fields, basis), live)]
}
