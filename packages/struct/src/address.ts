/** Addresses: numbers in values, canonical text in formatted output. */
import { textError } from './error.ts'
import type { TextForm } from './node.ts'
import { IntType, Type } from './type.ts'

const macText: TextForm = {
  format: (value) => (Number(value).toString(16).padStart(12, '0').match(/../g) ?? []).join(':'),
  parse(text) {
    if (!/^[\da-f]{2}([:-][\da-f]{2}){5}$/i.test(text)) throw textError(text, 'no MAC address')
    return parseInt(text.replaceAll(/[:-]/g, ''), 16)
  },
}

const ipv4Text: TextForm = {
  format: (value) => [24, 16, 8, 0].map((shift) => (Number(value) >>> shift) & 255).join('.'),
  parse(text) {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
    if (parts === undefined || parts.some((part) => part > 255)) throw textError(text, 'no IPv4 address')
    return parts.reduce((sum, part) => sum * 256 + part, 0)
  },
}

/** Canonical form of RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const runs = [
    ...groups
      .map((group) => (group === '0' ? '0' : '1'))
      .join('')
      .matchAll(/00+/g),
  ]
  const longest = runs.sort((a, b) => b[0].length - a[0].length || a.index - b.index)[0]
  if (longest === undefined) return groups.join(':')
  const after = longest.index + longest[0].length
  return `${groups.slice(0, longest.index).join(':')}::${groups.slice(after).join(':')}`
}

function parseIpv6(text: string): bigint {
  const bad = () => textError(text, 'no IPv6 address')
  const halves = text.split('::')
  if (halves.length > 2) throw bad()
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) throw bad()
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) throw bad()
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(parseInt(group, 16)), 0n)
}

const ipv6Text: TextForm = {
  format: (value) => formatIpv6(value as bigint),
  parse: parseIpv6,
}

/** An Ethernet address as a number of 48 bits; text form `02:00:00:00:00:01`. */
export const mac: IntType = new IntType({
  kind: 'int',
  name: 'mac',
  size: 6,
  min: 6,
  open: false,
  signed: false,
  little: false,
  text: macText,
})

/** An IPv4 address as a number of 32 bits; text form `10.0.0.1`. */
export const ipv4: IntType = new IntType({
  kind: 'int',
  name: 'ipv4',
  size: 4,
  min: 4,
  open: false,
  signed: false,
  little: false,
  text: ipv4Text,
})

/** An IPv6 address as a bigint of 128 bits; text form of RFC 5952. */
export const ipv6: Type<bigint> = new Type({
  kind: 'big',
  name: 'ipv6',
  size: 16,
  min: 16,
  open: false,
  signed: false,
  little: false,
  safe: false,
  text: ipv6Text,
})
