import { type Headers, type HeadersDraft, place, type Transport } from './places.ts'

const ND_SOLICITATION = 135
const ND_ADVERTISEMENT = 136

/** Octets a header must have for its fields to be read, and where its checksum stands. */
const PROTOCOLS = new Map<number, { readonly length: number; readonly checksum: number }>([
  [1, { length: 8, checksum: 2 }],
  [6, { length: 20, checksum: 16 }],
  [17, { length: 8, checksum: 6 }],
  [58, { length: 8, checksum: 2 }],
  [132, { length: 12, checksum: 8 }],
])

/** Where the checksum of a transport header stands, if that header has one this switch knows. */
export function checksumAt({ transport, network }: Headers): number | undefined {
  if (transport === undefined) return undefined
  const known = PROTOCOLS.get(transport.protocol)
  const isOfVersion =
    transport.protocol === 1 ? network?.version === 4 : transport.protocol !== 58 || network?.version === 6
  return known === undefined || !isOfVersion || transport.end - transport.start < known.length
    ? undefined
    : transport.start + known.checksum
}

export function readTransport(frame: Uint8Array, transport: Transport, headers: HeadersDraft): void {
  headers.transport = transport
  if (checksumAt(headers) === undefined) return
  const { protocol, start, end } = transport
  if (protocol === 1 || protocol === 58) {
    const version = protocol === 1 ? 'v4' : 'v6'
    place(headers, start, [
      [`icmp${version}_type`, 0, 8],
      [`icmp${version}_code`, 8, 8],
    ])
    const type = frame[start] ?? 0
    const isNd = protocol === 58 && (type === ND_SOLICITATION || type === ND_ADVERTISEMENT) && frame[start + 1] === 0
    if (isNd && end - start >= 24) readNeighbourDiscovery(frame, transport, headers)
    return
  }
  const name = protocol === 6 ? 'tcp' : protocol === 17 ? 'udp' : 'sctp'
  place(headers, start, [
    [`${name}_src`, 0, 16],
    [`${name}_dst`, 16, 16],
  ])
  if (protocol === 6) place(headers, start, [['tcp_flags', 100, 12]])
}

/** RFC 4861, 4.3 and 4.4. */
function readNeighbourDiscovery(frame: Uint8Array, { start, end }: Transport, headers: HeadersDraft): void {
  place(headers, start, [
    ['nd_reserved', 32, 32],
    ['ipv6_nd_target', 64, 128],
  ])
  // The address of the sender in a solicitation (1), of the target in an advertisement (2).
  const wanted = frame[start] === ND_SOLICITATION ? 1 : 2
  for (let at = start + 24; at + 8 <= end;) {
    const length = (frame[at + 1] ?? 0) * 8
    if (length === 0 || at + length > end) return
    if (at === start + 24) place(headers, at, [['nd_options_type', 0, 8]])
    if (frame[at] === wanted && length === 8) {
      place(headers, at, [[wanted === 1 ? 'ipv6_nd_sll' : 'ipv6_nd_tll', 16, 48]])
    }
    at += length
  }
}
