import { bytes, convert, initial, type Type, withText } from '@vlcp/struct'

/** What the property `layer` of a layer can say. */
export type LayerName =
  | 'ethernet'
  | 'vlan'
  | 'llc'
  | 'snap'
  | 'arp'
  | 'lldp'
  | 'mpls'
  | 'ipv4'
  | 'ipv6'
  | 'ipv6-hop-by-hop'
  | 'ipv6-routing'
  | 'ipv6-fragment'
  | 'ipv6-destination'
  | 'ah'
  | 'icmp'
  | 'icmpv6'
  | 'igmp'
  | 'udp'
  | 'tcp'
  | 'sctp'
  | 'dhcp'
  | 'dhcpv6'
  | 'vxlan'
  | 'geneve'
  | 'gre'
  | 'payload'
  | 'undecoded'
  | 'trailer'

const nothing = new Uint8Array(0)

/**
 * A field of no bytes that says which layer a value is, so that a layer is one flat object, discriminated by `layer`, and
 * its definition can be used alone.
 */
export function layerName<const N extends LayerName>(name: N): Type<N> {
  const type = convert(
    `layer ${name}`,
    bytes(0),
    () => name,
    (given: N) => check(name, given),
  )
  const text = { format: (given: N) => given, parse: (given: string) => (check(name, given), name) }
  return initial(withText(type, text), name)
}

function check(name: string, given: string): Uint8Array {
  if (given !== name) throw new TypeError(`the layer is ${given}, its definition is that of ${name}`)
  return nothing
}
