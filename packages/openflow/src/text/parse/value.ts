import { isMaskable } from '../../match/field-access.ts'
import type { Field } from '../../match/fields.ts'
import { type BitNames, CT_STATE_BITS, FRAGMENTS, TCP_FLAG_BITS, TUNNEL_FLAG_BITS } from '../bits.ts'
import { parseIpv6 } from '../ipv6.ts'
import { fail, part, quoted, suggestion, type Word } from '../text-error.ts'
import { parseBig, parseNumber, parsePort } from './number.ts'
import { wordsOf } from './pairs.ts'

/** A value and the bits of it that count. */
export interface Bits {
  readonly value: bigint
  readonly mask: bigint
}

export const allOnes = (bits: number): bigint => (1n << BigInt(bits)) - 1n

type Read = (word: Word) => bigint

/** Value and mask around a slash, each read by `read`. */
function aroundSlash(word: Word, bits: number, read: Read, readMask: Read = read): Bits {
  const slash = word.text.indexOf('/')
  if (slash < 0) return { value: read(word), mask: allOnes(bits) }
  return { value: read(part(word, 0, slash)), mask: readMask(part(word, slash + 1)) }
}

function macOf(word: Word): bigint {
  if (!/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i.test(word.text)) {
    fail(word, `${quoted(word.text)} is no Ethernet address: six pairs of hexadecimal digits joined by ":"`)
  }
  return BigInt(
    `0x${word.text
      .split(':')
      .map((octet) => octet.padStart(2, '0'))
      .join('')}`,
  )
}

const OCTET = '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])'
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)

export function ipv4Of(word: Word): bigint {
  if (!IPV4.test(word.text)) fail(word, `${quoted(word.text)} is no IPv4 address: four decimal octets joined by "."`)
  return word.text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)
}

export function ipv6Of(word: Word): bigint {
  return parseIpv6(word.text) ?? fail(word, `${quoted(word.text)} is no IPv6 address`)
}

/** A mask of an address: the address of the bits that count, or how many leading ones. */
function addressMask(read: Read, bits: number): Read {
  return (word) => {
    if (!/^[0-9]{1,3}$/.test(word.text)) return read(word)
    const length = Number(word.text)
    if (length > bits) fail(word, `a prefix has at most ${bits} bits, not ${length}`)
    return allOnes(bits) ^ allOnes(bits - length)
  }
}

/** `+trk-new` counts the named bits, `trk|new` all of them; numbers stand for themselves. */
function flagsOf(word: Word, field: Field, names: BitNames): Bits {
  const what = field.ovsName
  const bitOf = (name: Word): bigint => {
    const at = names.indexOf(name.text)
    if (at >= 0) return 1n << BigInt(at)
    return fail(
      name,
      `${what} has no flag ${quoted(name.text)}; it has ${names.join(', ')}${suggestion(name.text, names)}`,
    )
  }
  if (!/^[+-]/.test(word.text)) {
    const read = (list: Word): bigint =>
      /^[0-9]/.test(list.text)
        ? parseBig(list, what, field.bits)
        : wordsOf(list, '|').reduce((sum, name) => sum | bitOf(name), 0n)
    if (word.text === '') fail(word, `${what} needs flags: ${names.join(', ')}`)
    return aroundSlash(word, field.bits, read)
  }
  let [value, mask] = [0n, 0n]
  for (const name of wordsOf(word, '+-')) {
    const bit = bitOf(name)
    if ((mask & bit) !== 0n) fail(name, `${what} names the flag ${quoted(name.text)} twice`)
    mask |= bit
    if (word.text.charAt(name.at - word.at - 1) === '+') value |= bit
  }
  return { value, mask }
}

function fragmentOf(word: Word, field: Field): Bits {
  const known = FRAGMENTS.get(word.text.toLowerCase())
  if (known !== undefined) return { value: BigInt(known.value), mask: BigInt(known.mask) }
  if (/^[0-3](?:\/[0-3])?$/.test(word.text)) return aroundSlash(word, field.bits, (bits) => BigInt(bits.text))
  const names = [...FRAGMENTS.keys()]
  return fail(
    word,
    `${field.ovsName} is one of ${names.join(', ')}, not ${quoted(word.text)}${suggestion(word.text, names)}`,
  )
}

function packetTypeOf(word: Word): Bits {
  const found = /^\(([^,()]*),([^,()]*)\)$/.exec(word.text)
  if (found === null) fail(word, `packet_type is written (namespace,type), not ${quoted(word.text)}`)
  const [, space = '', type = ''] = found
  const high = parseNumber({ text: space, at: word.at + 1 }, 'the namespace of packet_type', 16)
  const low = parseNumber({ text: type, at: word.at + 2 + space.length }, 'the type of packet_type', 16)
  return { value: (BigInt(high) << 16n) | BigInt(low), mask: allOnes(32) }
}

function bitsOf(field: Field, word: Word): Bits {
  const { bits, form, ovsName } = field
  switch (form) {
    case 'decimal':
    case 'hexadecimal':
    case 'vlan':
      return aroundSlash(word, bits, (number) => parseBig(number, ovsName, bits))
    case 'mac':
      return aroundSlash(word, bits, macOf)
    case 'ipv4':
      return aroundSlash(word, bits, ipv4Of, addressMask(ipv4Of, bits))
    case 'ipv6':
      return aroundSlash(word, bits, ipv6Of, addressMask(ipv6Of, bits))
    case 'port':
      return { value: BigInt(parsePort(word, ovsName)), mask: allOnes(bits) }
    case 'frag':
      return fragmentOf(word, field)
    case 'packet_type':
      return packetTypeOf(word)
    case 'ct_state':
      return flagsOf(word, field, CT_STATE_BITS)
    case 'tcp_flags':
      return flagsOf(word, field, TCP_FLAG_BITS)
    case 'tunnel_flags':
      return flagsOf(word, field, TUNNEL_FLAG_BITS)
  }
}

/**
 * Reads the value of a field, and its mask where it has one; `*` is any value.
 *
 * @throws TextError for a value that does not fit, and for a mask of some bits where the field has none
 */
export function parseFieldValue(field: Field, word: Word): Bits {
  if (word.text === '*') return { value: 0n, mask: 0n }
  const { value, mask } = bitsOf(field, word)
  if (mask !== 0n && mask !== allOnes(field.bits) && !isMaskable(field.name)) {
    fail(word, `${field.ovsName} cannot be masked`)
  }
  return { value: value & mask, mask }
}
