import { custom, type Infer, initial, struct, type Type, withText } from '@vlcp/struct'
import { formatDumped } from '../core/format-dumped.ts'
import { layerName } from '../core/layer-name.ts'
import { type OptionOf, optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { lldp_tlv, lldp_tlv_type, type LldpTlv } from './lldp-tlv.ts'

const endSize = 2
const items = optionList(lldp_tlv as Type<LldpTlv>, { key: 'type' })

/** Bytes up to the End TLV; all of them if there is none. */
function sizeToEnd(bytes: Uint8Array): number {
  let at = 0
  while (at + endSize <= bytes.length) {
    const type = (bytes[at] ?? 0) >> 1
    if (type === lldp_tlv_type.END) return at
    at += endSize + (((bytes[at] ?? 0) & 1) << 8) + (bytes[at + 1] ?? 0)
  }
  return bytes.length
}

/** TLVs up to and with the End TLV, which is not in the value; behind it the frame may be filled up. */
const untilEnd = custom<OptionOf<LldpTlv, 'type', never>[]>({
  name: 'lldpdu',
  measure: (bytes) => Math.min(sizeToEnd(bytes) + endSize, bytes.length),
  read: (bytes) => items.decode(bytes.subarray(0, sizeToEnd(bytes))),
  sizeOf: (value) => items.sizeOf(value) + endSize,
  write: (value, bytes) => void items.encodeInto(value, bytes),
})

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
