import type { LayerName } from '../core/layer-name.ts'

/** Ports of the protocols that are recognised above UDP (IANA "Service Name and Transport Protocol Port Number Registry"). */
export const udpPort = {
  dhcpServer: 67,
  dhcpClient: 68,
  dhcpv6Client: 546,
  dhcpv6Server: 547,
  vxlan: 4789,
  geneve: 6081,
} as const

/** Either port identifies a client-server protocol; tunnels choose their source port freely (RFC 7348, 5). */
const eitherPort: ReadonlyMap<number, LayerName> = new Map([
  [udpPort.dhcpServer, 'dhcp'],
  [udpPort.dhcpClient, 'dhcp'],
  [udpPort.dhcpv6Client, 'dhcpv6'],
  [udpPort.dhcpv6Server, 'dhcpv6'],
])

const destinationPort: ReadonlyMap<number, LayerName> = new Map([
  [udpPort.vxlan, 'vxlan'],
  [udpPort.geneve, 'geneve'],
])

/** The layer that UDP ports announce. */
export function layerOfUdpPorts(source: number, destination: number): LayerName | undefined {
  return destinationPort.get(destination) ?? eitherPort.get(destination) ?? eitherPort.get(source)
}
