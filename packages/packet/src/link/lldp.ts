import { custom, type Infer, initial, struct, type Type, withText } from '@vlcp/struct'
import { formatDumped } from '../core/format-dumped.ts'
import { layerName } from '../core/layer-name.ts'
import { type OptionOf, optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { lldp_tlv, lldp_tlv_type, type LldpTlv } from './lldp-tlv.ts'

const endSize = 2
const items = optionList(lldp_tlv as Type<LldpTlv>, { key: 'type' })

type Tlv = OptionOf<LldpTlv, 'type', never>

/** Offset of the End TLV, or where the next TLV would start: behind the end if the last one is incomplete. */
function offsetOfEnd(bytes: Uint8Array): number {
  let at = 0
  while (at + endSize <= bytes.length && (bytes[at] ?? 0) >> 1 !== lldp_tlv_type.END)
    at += endSize + (((bytes[at] ?? 0) & 1) << 8) + (bytes[at + 1] ?? 0)
  return at
}

/** TLVs up to and with the End TLV, which is not in the value; behind it the frame may be filled up. */
const untilEnd = custom<Tlv[]>({
  name: 'lldpdu',
  measure: (bytes) => Math.min(offsetOfEnd(bytes) + endSize, bytes.length),
  read: (bytes) => items.decode(bytes.subarray(0, isEnded(bytes) ? offsetOfEnd(bytes) : bytes.length)),
  sizeOf: (tlvs) => encoded(tlvs).length,
  write: (tlvs, bytes) => bytes.set(encoded(tlvs)),
})

function isEnded(bytes: Uint8Array): boolean {
  return offsetOfEnd(bytes) + endSize <= bytes.length
}

/** An End TLV behind an incomplete one would become part of it. */
function encoded(tlvs: Tlv[]): Uint8Array {
  const bytes = items.encode(tlvs)
  return offsetOfEnd(bytes) === bytes.length ? Uint8Array.from([...bytes, 0, 0]) : bytes
}

/** An LLDP data unit (IEEE 802.1AB-2016, 8.2). The End TLV is added when encoding. */
export const lldp = struct('lldp', {
  layer: layerName('lldp'),
  tlvs: initial(
    withText(untilEnd, {
      format: (value) => formatDumped(items.dump(value)),
      parse() {
        throw new TypeError('TLVs cannot be read from text')
      },
    }),
    () => [],
  ),
})

export interface Lldp extends Infer<typeof lldp> {}

export const lldpProtocol: Protocol<Lldp> = {
  type: lldp,
  ends: true,
  summary({ tlvs }) {
    const name = tlvs.find((tlv) => tlv.type === lldp_tlv_type.SYSTEM_NAME)
    return name === undefined || !('text' in name) ? 'lldp' : `lldp ${JSON.stringify(name.text)}`
  },
}
