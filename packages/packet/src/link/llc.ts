import { type Infer, optional, struct, u16, u24, u8 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { bindEthertype, layerOfEthertype } from './ethertype.ts'

/** The service access point that announces a SNAP header. */
const sapSnap = 0xaa
const unnumberedInformation = 3

/**
 * The logical link control header (IEEE 802.2, 3.2). `control` is the first byte of the control field; information and
 * supervisory frames have a second one, `control_2`.
 */
export const llc = struct('llc', {
  layer: layerName('llc'),
  dsap: u8,
  ssap: u8,
  control: u8,
  control_2: optional(u8, (v: { control: number }) => (v.control & 3) !== 3),
})

export interface Llc extends Infer<typeof llc> {}

export const llcProtocol: Protocol<Llc> = {
  type: llc,
  next: ({ dsap, ssap, control }) =>
    dsap === sapSnap && ssap === sapSnap && control === unnumberedInformation ? 'snap' : undefined,
  bind: ([next]) => (next === 'snap' ? { dsap: sapSnap, ssap: sapSnap, control: unnumberedInformation } : undefined),
  summary: ({ dsap, ssap }) => `llc ${hex(ssap, 2)} > ${hex(dsap, 2)}`,
}

/** The subnetwork access protocol header (RFC 1042). With OUI 0 the protocol identifier is an EtherType. */
export const snap = struct('snap', {
  layer: layerName('snap'),
  oui: u24,
  pid: filled(u16, 'pid'),
})

export interface Snap extends Infer<typeof snap> {}

export const snapProtocol: Protocol<Snap> = {
  type: snap,
  next: ({ oui, pid }) => (oui === 0 ? layerOfEthertype(pid) : undefined),
  nextKey: 'pid',
  bind: (following, { oui }) => (oui === 0 ? bindEthertype('pid', following) : undefined),
  summary: ({ oui, pid }) => `snap ${hex(oui, 6)} ${hex(pid ?? 0, 4)}`,
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
