import { formatIpv4 } from '@vlcp/address'
import { custom, type Type, withText } from '@vlcp/struct'

/** A route of RFC 3442; a prefix length of 0 is the default route, a router of 0 says "on the link". */
export interface ClasslessRoute {
  readonly destination: number
  readonly prefix_length: number
  readonly router: number
}

/** Only the significant bytes of the destination are on the wire (RFC 3442, "Classless Route Option Format"). */
const significant = (prefixLength: number): number => Math.ceil(prefixLength / 8)

export const classless_route: Type<ClasslessRoute> = withText(
  custom<ClasslessRoute>({
    name: 'classless_route',
    min: 5,
    measure: (bytes) => 5 + significant(check(bytes[0] ?? 0)),
    read(bytes) {
      const [prefix_length = 0] = bytes
      const size = significant(prefix_length)
      const destination = bigEndian(bytes.subarray(1, 1 + size)) * 2 ** (8 * (4 - size))
      return { destination, prefix_length, router: bigEndian(bytes.subarray(1 + size)) }
    },
    sizeOf: ({ prefix_length }) => 5 + significant(check(prefix_length)),
    write({ destination, prefix_length, router }, bytes) {
      const size = significant(prefix_length)
      bytes[0] = prefix_length
      for (let i = 0; i < size; i++) bytes[1 + i] = (destination >>> (24 - 8 * i)) & 255
      for (let i = 0; i < 4; i++) bytes[1 + size + i] = (router >>> (24 - 8 * i)) & 255
    },
  }),
  {
    format: (route) => `${formatIpv4(route.destination)}/${route.prefix_length} via ${formatIpv4(route.router)}`,
    parse() {
      throw new TypeError('a route cannot be read from text')
    },
  },
)

function check(prefixLength: number): number {
  if (prefixLength > 32) throw new RangeError(`a prefix of ${prefixLength} bits`)
  return prefixLength
}

function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}
