import { StructError } from '@vlcp/struct'
import { concat } from '../core/concat.ts'
import { dhcp_option_code as code } from './option-code.ts'
import { type DhcpOption, dhcpOptionType } from './option.ts'

/** The largest amount of data one option can have on the wire; more is split (RFC 3396). */
const maxData = 255

interface Area {
  /** Data of each code in the order of first appearance. */
  readonly chunks: Map<number, Uint8Array[]>
  /** Bytes at the end that are no complete option. */
  readonly rest: Uint8Array | undefined
}

function readArea(bytes: Uint8Array, chunks: Map<number, Uint8Array[]>): Area {
  for (let at = 0; at < bytes.length;) {
    const option = bytes[at] ?? 0
    if (option === code.PAD) at++
    else if (option === code.END) break
    else {
      const length = bytes[at + 1]
      if (length === undefined || at + 2 + length > bytes.length) return { chunks, rest: bytes.subarray(at) }
      const data = bytes.subarray(at + 2, at + 2 + length)
      const known = chunks.get(option)
      if (known === undefined) chunks.set(option, [data])
      else known.push(data)
      at += 2 + length
    }
  }
  return { chunks, rest: undefined }
}

/** What the options say about the fields in front of them (RFC 2132, 9.3). */
export interface ReadOptions {
  readonly options: DhcpOption[]
  readonly overloadsFile: boolean
  readonly overloadsSname: boolean
}

/**
 * Reads the options, and those in the fields `file` and `sname` where an option says so; in this order options of the same
 * code belong together (RFC 3396, 5 and 8).
 */
export function readOptions(options: Uint8Array, file: Uint8Array, sname: Uint8Array): ReadOptions {
  let area = readArea(options, new Map())
  const overload = area.rest === undefined ? (area.chunks.get(code.OPTION_OVERLOAD)?.[0]?.[0] ?? 0) : 0
  area.chunks.delete(code.OPTION_OVERLOAD)
  const overloadsFile = (overload & 1) !== 0
  if (overloadsFile) area = readArea(file, area.chunks)
  const overloadsSname = (overload & 2) !== 0 && area.rest === undefined
  if (overloadsSname) area = readArea(sname, area.chunks)
  area.chunks.delete(code.OPTION_OVERLOAD)
  const read = [...area.chunks].map(([option, chunks]) => typed(option, chunks))
  if (area.rest !== undefined) read.push({ code: -1, data: area.rest })
  return { options: read, overloadsFile, overloadsSname }
}

function typed(option: number, chunks: readonly Uint8Array[]): DhcpOption {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const whole = new Uint8Array(3 + size)
  whole.set([option, size >> 8, size & 255])
  let at = 3
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  try {
    return dhcpOptionType.decode(whole)
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    return { code: -1, data: split(option, whole.subarray(3)) }
  }
}

/** An option as on the wire, in several parts if it is too long for one. */
function split(option: number, data: Uint8Array): Uint8Array {
  const parts = Math.max(1, Math.ceil(data.length / maxData))
  const wire = new Uint8Array(2 * parts + data.length)
  let to = 0
  for (let from = 0, part = 0; part < parts; part++) {
    const chunk = data.subarray(from, from + maxData)
    wire.set([option, chunk.length], to)
    wire.set(chunk, to + 2)
    from += chunk.length
    to += 2 + chunk.length
  }
  return wire
}

/** Code and data of an option of the user; malformed ones are already in the form of the wire. */
export interface RawOption {
  readonly code: number
  readonly data: Uint8Array
}

export function rawOption(option: DhcpOption): RawOption {
  if (option.code === -1) return { code: -1, data: 'data' in option ? option.data : new Uint8Array(0) }
  return { code: option.code, data: dhcpOptionType.encode(option).subarray(3) }
}

/** Whether the bytes are complete options, so that more may follow them. */
function isComplete({ code: option, data }: RawOption): boolean {
  return option !== -1 || readArea(data, new Map()).rest === undefined
}

/** All options and the end option in one area. What is no option can only stand last, and nothing follows it. */
export function writeOptions(options: readonly RawOption[]): { bytes: Uint8Array; ended: boolean } {
  const parts = options.map((option) => (option.code === -1 ? option.data : split(option.code, option.data)))
  const open = options.findIndex((option) => !isComplete(option))
  if (open >= 0 && open < options.length - 1) throw new RangeError('incomplete bytes of an option must stand last')
  return { bytes: concat(open < 0 ? [...parts, Uint8Array.of(code.END)] : parts), ended: open < 0 }
}

/**
 * Distributes options over areas of the given sizes, each with an end option. An option moves to the next area as a whole if it fits
 * there, and is split otherwise.
 * @throws RangeError if they do not fit.
 */
export function distribute(options: readonly RawOption[], sizes: readonly number[]): Uint8Array[] {
  const areas = sizes.map((): number[] => [])
  let index = 0
  const room = (at = index): number => (sizes[at] ?? 0) - (areas[at]?.length ?? 0) - 1
  for (const { code: option, data } of options) {
    if (option === -1) throw new RangeError('bytes that are no option cannot be distributed')
    let rest = data
    do {
      const fits = rest.length <= maxData && rest.length + 2 <= room()
      if (room() < 3 || (!fits && rest.length + 2 <= room(index + 1))) index++
      else {
        const chunk = rest.subarray(0, Math.min(maxData, room() - 2))
        areas[index]?.push(option, chunk.length, ...chunk)
        rest = rest.subarray(chunk.length)
        if (rest.length === 0) break
      }
      if (index >= sizes.length) throw new RangeError(`the options do not fit into ${sizes.join(' + ')} bytes`)
    } while (index < sizes.length)
  }
  return areas.map((area) => Uint8Array.from([...area, code.END]))
}
