const GROUPS = 8

function groupsOf(address: bigint): number[] {
  const groups: number[] = []
  for (let at = GROUPS - 1; at >= 0; at--) groups.push(Number((address >> BigInt(at * 16)) & 0xffffn))
  return groups
}

/** The first longest run of two or more zero groups, which `::` stands for (RFC 5952, 4.2). */
function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: -1, length: 1 }
  let start = -1
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = -1
    else {
      if (start < 0) start = at
      if (at - start + 1 > best.length) best = { start, length: at - start + 1 }
    }
  }
  return best
}

const dotted = (high: number, low: number): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`

/** An IPv6 address as inet_ntop(3) writes it, by which Open vSwitch prints: shortened, mapped IPv4 addresses with dots. */
export function formatIpv6(address: bigint): string {
  const groups = groupsOf(address)
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    return `::${length === 5 ? 'ffff:' : ''}${dotted(groups[6] ?? 0, groups[7] ?? 0)}`
  }
  if (start < 0) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The groups of one side of `::`; the last word may be an IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const words = text.split(':')
  for (const [at, word] of words.entries()) {
    const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(word)?.slice(1).map(Number)
    if (octets !== undefined && at === words.length - 1 && octets.every((octet) => octet < 256)) {
      const [a = 0, b = 0, c = 0, d = 0] = octets
      groups.push(a * 256 + b, c * 256 + d)
    } else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(Number.parseInt(word, 16))
    else return undefined
  }
  return groups
}

/** The number of an IPv6 address (RFC 4291, 2.2), or undefined when the text is none. */
export function parseIpv6(text: string): bigint | undefined {
  if (text.length > 45) return undefined
  const sides = text.split('::')
  const [head, tail] = sides.map(parseGroups)
  if (head === undefined || sides.length > 2) return undefined
  if (sides.length === 2 && (tail === undefined || head.length + tail.length > GROUPS - 1)) return undefined
  const zeros = sides.length === 2 ? Array.from({ length: GROUPS - head.length - (tail?.length ?? 0) }, () => 0) : []
  const groups = [...head, ...zeros, ...(tail ?? [])]
  return groups.length === GROUPS ? groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) : undefined
}
