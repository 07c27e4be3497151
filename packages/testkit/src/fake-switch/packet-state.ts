import { type BitRange, bitRange, type FieldName, type Match, type Subfield } from '@vlcp/openflow'
import { registerParts, isPipelineField } from './field-alias.ts'
import { ones, putU16, readBits, u16 } from './frame/bits.ts'
import { readHeaders } from './frame/headers.ts'
import type { Headers } from './frame/places.ts'
import { writeField } from './frame/rewrite.ts'
import { popLabel, popTag, pushLabel, pushTag } from './frame/tag.ts'

/** In `vlan_tci` and `vlan_vid`: there is a tag. */
export const TAG_PRESENT = 0x1000n
const VLAN = 0x8100
const MAX_TAGS = 2
const HIDDEN_IN_FRAGMENTS = /^((tcp|udp|sctp)_(src|dst)|icmpv[46]_(type|code))$/

/**
 * A packet on its way through the tables: its octets and the pipeline fields that travel with it. The frame is the truth;
 * fields are read from it and written into it.
 */
export class PacketState {
  #frame: Uint8Array
  #tags: number
  #headers: Headers | undefined
  readonly #pipeline: Map<FieldName, bigint>
  /** Fields that a lookup sees otherwise: of the original direction of a connection (`resubmit(…,ct)`). */
  overrides: ReadonlyMap<FieldName, bigint> | undefined
  /** Of `set_queue`. */
  queue: number | undefined

  constructor(frame: Uint8Array, pipeline: Iterable<readonly [FieldName, bigint]> = [], tags = 1) {
    this.#frame = Uint8Array.from(frame)
    this.#pipeline = new Map(pipeline)
    this.#tags = tags
    this.#tags = this.headers.tags
  }

  clone(): PacketState {
    const copy = new PacketState(this.#frame, this.#pipeline, this.#tags)
    copy.queue = this.queue
    return copy
  }

  /** The octets as they are now; the caller must not change them. */
  get frame(): Uint8Array {
    return this.#frame
  }

  get headers(): Headers {
    return (this.#headers ??= readHeaders(this.#frame, this.#tags))
  }

  #replace(frame: Uint8Array, tags = this.#tags): void {
    this.#frame = frame
    this.#tags = tags
    this.#headers = undefined
  }

  /** Whether the packet has the field; every packet has all pipeline fields. */
  has(name: FieldName): boolean {
    if (name === 'vlan_vid' || name === 'vlan_pcp') return this.headers.tags > 0
    if (name === 'vlan_tci' || isPipelineField(name)) return true
    return this.headers.values.has(name) || this.headers.fields.has(name === 'nw_tos' ? 'ip_dscp' : name)
  }

  /** The value of a field; 0 where the packet does not have it. */
  get(name: FieldName): bigint {
    const seen = this.overrides?.get(name)
    if (seen !== undefined) return seen
    const parts = registerParts(name)
    if (parts.length > 0) return parts.reduce((sum, part) => sum | (this.get(part.field) << BigInt(part.shift)), 0n)
    switch (name) {
      case 'vlan_tci':
        return this.headers.tags === 0 ? 0n : BigInt(u16(this.#frame, 14)) | TAG_PRESENT
      case 'vlan_vid':
        return this.get('vlan_tci') & 0x1fffn
      case 'vlan_pcp':
        return this.get('vlan_tci') >> 13n
      case 'nw_tos':
        return this.get('ip_dscp') << 2n
      default: {
        const location = this.headers.fields.get(name)
        if (location !== undefined) return readBits(this.#frame, location)
        return this.headers.values.get(name) ?? this.#pipeline.get(name) ?? 0n
      }
    }
  }

  /** Writes a field. @returns whether the packet has it; one that does not stays as it is */
  set(name: FieldName, value: bigint): boolean {
    const parts = registerParts(name)
    for (const part of parts) this.set(part.field, (value >> BigInt(part.shift)) & ones(32))
    if (parts.length > 0) return true
    if (!this.has(name)) return false
    switch (name) {
      case 'vlan_tci':
        this.#setTci(Number(value))
        return true
      case 'vlan_vid':
        return this.set('vlan_tci', (this.get('vlan_tci') & 0xf000n) | (value & 0xfffn))
      case 'vlan_pcp':
        return this.set('vlan_tci', (this.get('vlan_tci') & 0x1fffn) | (value << 13n))
      case 'nw_tos':
        return this.set('ip_dscp', value >> 2n)
      default:
        if (isPipelineField(name)) this.#pipeline.set(name, value)
        else if (writeField(this.#frame, this.headers, name, value)) this.#headers = undefined
        return true
    }
  }

  read(subfield: Subfield): bigint {
    const { field, start, bits } = bitRange(subfield)
    return (this.get(field) >> BigInt(start)) & ones(bits)
  }

  write(subfield: Subfield | BitRange, value: bigint): boolean {
    const { field, start, bits } = bitRange(subfield)
    const mask = ones(bits) << BigInt(start)
    return this.set(field, (this.get(field) & ~mask) | ((value << BigInt(start)) & mask))
  }

  #setTci(tci: number): void {
    const wantsTag = (tci & Number(TAG_PRESENT)) !== 0
    if (wantsTag && this.headers.tags === 0) this.#replace(pushTag(this.#frame, VLAN, 0), 1)
    if (wantsTag) putU16(this.#frame, 14, tci & ~Number(TAG_PRESENT))
    else this.popVlan()
  }

  /** @returns whether there was room for one more tag; Open vSwitch knows two */
  pushVlan(ethertype: number): boolean {
    if (this.headers.tags >= MAX_TAGS) return false
    // The tag starts with the id and priority 0, as Open vSwitch has it, not with a copy of the outer one.
    this.#replace(pushTag(this.#frame, ethertype, 0), this.headers.tags + 1)
    return true
  }

  popVlan(): void {
    const { tags } = this.headers
    if (tags > 0) this.#replace(popTag(this.#frame), tags - 1)
  }

  pushMpls(ethertype: number): void {
    this.#replace(pushLabel(this.#frame, this.headers, ethertype, (name) => Number(this.get(name))))
  }

  popMpls(ethertype: number): void {
    if (this.headers.mplsLabels > 0) this.#replace(popLabel(this.#frame, this.headers, ethertype))
  }

  /** Addresses and ports as the connection began with them, under the names of the packet's own. */
  originalDirection(): Map<FieldName, bigint> {
    const { network, transport } = this.headers
    const prefix = network?.version === 6 ? 'ct_ipv6' : 'ct_nw'
    const version = network?.version ?? 4
    const names = new Map([
      [6, 'tcp'],
      [17, 'udp'],
      [132, 'sctp'],
    ])
    const name = names.get(transport?.protocol ?? 0)
    const ports =
      name === undefined ? [] : (['src', 'dst'] as const).map((side) => [`${name}_${side}`, this.get(`ct_tp_${side}`)])
    const addresses = (['src', 'dst'] as const).map((side) => [`ipv${version}_${side}`, this.get(`${prefix}_${side}`)])
    return new Map([['ip_proto', this.get('ct_nw_proto')], ...addresses, ...ports] as [FieldName, bigint][])
  }

  /** Open vSwitch matches no fragment by ports, of which only the first one has them (OFPC_FRAG_NORMAL). */
  hidePortsOfFragments(): void {
    if (this.get('ip_frag') === 0n) return
    const ports = [...this.headers.fields.keys()].filter((name) => HIDDEN_IN_FRAGMENTS.test(name))
    this.overrides = new Map([...(this.overrides ?? []), ...ports.map((name) => [name, 0n] as const)])
  }

  /** Pipeline fields that are not zero, as a packet-in tells them. */
  pipelineMatch(): Match {
    const told = [...this.#pipeline].filter(([name, value]) => value !== 0n && name !== 'in_port')
    return Object.fromEntries(told.map(([name, value]) => [name, valueOf(name, value)]))
  }
}

/** A value as matches have it: a number up to 48 bits of width, otherwise a bigint. */
export function valueOf(name: FieldName, value: bigint): number | bigint {
  const { bits } = bitRange({ field: name })
  return bits > 48 ? value : Number(value)
}
