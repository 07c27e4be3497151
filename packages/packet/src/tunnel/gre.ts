import { bits, flag, type Infer, optional, struct, u16, u32 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { bindEthertype, ethertype, layerOfEthertype } from '../link/ethertype.ts'

/**
 * The GRE header (RFC 2784, 2; key and sequence number RFC 2890; version 1 with an acknowledgment number RFC 2637, 4.1). `c`, `k`, `s` and `a` say
 * which of the last fields are there; the checksum covers the header and what follows. Source routing of RFC 1701 is not decoded.
 */
export const gre = struct('gre', {
  layer: layerName('gre'),
  _flags: bits(u16, {
    c: flag,
    r: flag,
    k: flag,
    s: flag,
    _reserved0: 4,
    a: flag,
    _reserved: 4,
    version: 3,
  }),
  protocol_type: filled(ethertype, 'protocol_type'),
  checksum: optional(u16, (v: { c: boolean }) => v.c),
  reserved1: optional(u16, (v: { c: boolean }) => v.c),
  key: optional(u32, (v: { k: boolean }) => v.k),
  sequence_number: optional(u32, (v: { s: boolean }) => v.s),
  acknowledgment_number: optional(u32, (v: { a: boolean }) => v.a),
})

export interface Gre extends Infer<typeof gre> {}

export const greProtocol: Protocol<Gre> = {
  type: gre,
  reject({ r, version }) {
    if (r) return 'source routing is not decoded'
    return version <= 1 ? undefined : `version ${version} is neither 0 nor 1`
  },
  next: ({ protocol_type }) => layerOfEthertype(protocol_type),
  nextKey: 'protocol_type',
  // What the C bit announces is filled in: the checksum when the packet is complete.
  bind(following, { c }) {
    const type = bindEthertype('protocol_type', following)
    return type === undefined && following.length > 0
      ? undefined
      : { ...(c ? { checksum: 0, reserved1: 0 } : {}), ...type }
  },
  check: { key: 'checksum', at: 4, covers: 'region', sum: 'internet', isPresent: ({ c }) => c },
  summary: ({ key }) => (key === undefined ? 'gre' : `gre key ${key}`),
}
