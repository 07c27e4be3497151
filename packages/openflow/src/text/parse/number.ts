import { OFPP_ANY } from '../../action/reserved-ports.ts'
import { fail, part, quoted, suggestion, type Word } from '../text-error.ts'
import { RESERVED_PORTS } from '../reserved-port.ts'

/** Decimal, hexadecimal, or octal with a leading zero: strtoul(3) with base 0, by which ovs-ofctl reads numbers. */
const NUMBER = /^(?:0x[0-9a-f]{1,64}|0[0-7]{0,40}|[1-9][0-9]{0,40})$/i

function valueOf(text: string): bigint | undefined {
  if (!NUMBER.test(text)) return undefined
  const octal = text.length > 1 && text.startsWith('0') && /^[0-7]+$/.test(text)
  return BigInt(octal ? `0o${text.slice(1)}` : text)
}

/** A number below 2^bits. */
export function parseBig(word: Word, what: string, bits: number): bigint {
  const value = valueOf(word.text)
  const limit = (1n << BigInt(bits)) - 1n
  if (value === undefined || value > limit) {
    const range = bits > 32 ? `of ${bits} bits` : `of 0 to ${limit}`
    fail(word, `${what} takes a number ${range}, not ${quoted(word.text)}`)
  }
  return value
}

/** A number below 2^bits, at most 32 of them. */
export const parseNumber = (word: Word, what: string, bits: number): number => Number(parseBig(word, what, bits))

/** ovs-ofctl reads the reserved ports of OpenFlow 1.0 as those of later versions. */
const widenPort = (port: number): number => (port >= 0xff00 && port <= 0xffff ? port + 0xffff_0000 : port)

/** The number of a port, undefined for a word that is neither decimal nor the name of a reserved port. */
export function portOf(text: string): number | undefined {
  if (/^[0-9]{1,10}$/.test(text)) {
    const port = widenPort(Number(text))
    return port <= OFPP_ANY ? port : undefined
  }
  return RESERVED_PORTS.get(text.toUpperCase())
}

export function parsePort(word: Word, what: string): number {
  const port = portOf(word.text)
  if (port !== undefined) return port
  const names = [...RESERVED_PORTS.keys()]
  return fail(
    word,
    `${what} takes a port number or ${names.join(', ')}, not ${quoted(word.text)}${suggestion(word.text, names)}`,
  )
}

export function parseTable(word: Word, what: string): number {
  return parseNumber(word, what, 8)
}

/** Octets as pairs of hexadecimal digits, which may be separated by dots. */
export function parseOctets(word: Word, what: string): Uint8Array {
  const octets: number[] = []
  let at = 0
  while (at < word.text.length) {
    const pair = word.text.slice(at, at + 2)
    if (!/^[0-9a-f]{2}$/i.test(pair)) {
      fail(part(word, at), `${what} takes pairs of hexadecimal digits, not ${quoted(word.text.slice(at))}`)
    }
    octets.push(Number.parseInt(pair, 16))
    at += 2
    if (word.text.charAt(at) === '.') at++
  }
  return Uint8Array.from(octets)
}
