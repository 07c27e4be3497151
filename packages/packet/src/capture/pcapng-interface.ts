import { i64, i64le, StructError } from '@vlcp/struct'
import { type Blocks, interfaceOption, littleEndianBlocks } from './pcapng-block.ts'

/** What an interface description says about the frames that refer to it. */
export interface PcapngInterface {
  readonly linkType: number
  /** Bytes kept of each frame; 0: all. */
  readonly snapLength: number
  readonly unitsPerSecond: bigint
  readonly offsetSeconds: bigint
}

/** @throws StructError when the description is broken */
export function readInterface(blocks: Blocks, body: Uint8Array): PcapngInterface {
  const { link_type, snap_len, options } = blocks.interface.decode(body)
  const valueOf = (wanted: number): Uint8Array | undefined => options.find(({ code }) => code === wanted)?.value
  const offset = valueOf(interfaceOption.tsoffset)
  return {
    linkType: link_type,
    snapLength: snap_len,
    unitsPerSecond: resolutionOf(valueOf(interfaceOption.tsresol)),
    offsetSeconds: offset === undefined ? 0n : (blocks === littleEndianBlocks ? i64le : i64).decode(offset),
  }
}

/** Section 4.2: a negative power of 10, or of 2 when the first bit is set; microseconds when the option is absent. */
function resolutionOf(option: Uint8Array | undefined): bigint {
  if (option === undefined) return 1_000_000n
  const [value] = option
  if (value === undefined || option.length !== 1)
    throw new StructError('length', 'if_tsresol must be one byte', { path: 'pcapng_option.value', offset: 0 })
  return (value & 0x80) === 0 ? 10n ** BigInt(value) : 2n ** BigInt(value & 0x7f)
}

/** Nanoseconds since 1970 of a time stamp in units of the interface. */
export function timestampNs(described: PcapngInterface, upper: number, lower: number): bigint {
  const units = (BigInt(upper) << 32n) | BigInt(lower)
  return described.offsetSeconds * 1_000_000_000n + (units * 1_000_000_000n) / described.unitsPerSecond
}
