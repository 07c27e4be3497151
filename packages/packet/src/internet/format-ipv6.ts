import { ipv6 } from '@vlcp/struct'
import { formatDumped } from '../core/format-dumped.ts'

/** Text of an IPv6 address as RFC 5952 wants it. */
export function formatIpv6(address: bigint): string {
  return formatDumped(ipv6.dump(address))
}
