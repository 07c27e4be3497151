export { formatDatapathId, parseDatapathId } from './datapath-id.ts'
export { AddressError } from './errors.ts'
export { formatIpv4, parseIpv4 } from './ipv4.ts'
export { formatMac, isMulticastMac, MAC_BROADCAST, parseMac } from './mac.ts'
