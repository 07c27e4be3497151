import { bits, bytes, flag, type Infer, length, pad, struct, type Type, u16, u24, u8 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { bindEthertype, ethertype, layerOfEthertype } from '../link/ethertype.ts'

/** An option (RFC 8926, 3.5). `type` has its critical bit on top; the data must be a multiple of 4 bytes. */
export const geneve_option = struct('geneve_option', {
  option_class: u16,
  type: u8,
  _length: bits(u8, { _r: 3, length: length(5, { unit: 4, add: -4 }) }),
  data: bytes(),
})

export interface GeneveOption extends Infer<typeof geneve_option> {}

/** The Geneve header (RFC 8926, 3.4): `o` marks control packets, `c` critical options. */
export const geneve = struct('geneve', {
  layer: layerName('geneve'),
  _version: bits(u8, { version: 2, opt_len: length(6, { unit: 4, add: -8 }) }),
  _flags: bits(u8, { o: flag, c: flag, _rsvd: 6 }),
  protocol_type: filled(ethertype, 'protocol_type'),
  vni: u24,
  _reserved: pad(1),
  options: optionList(geneve_option as Type<GeneveOption>, { key: 'option_class' }),
})

export interface Geneve extends Infer<typeof geneve> {}

export const geneveProtocol: Protocol<Geneve> = {
  type: geneve,
  reject: ({ version }) => (version === 0 ? undefined : `version ${version} is not 0`),
  next: ({ protocol_type }) => layerOfEthertype(protocol_type),
  nextKey: 'protocol_type',
  bind: (following) => bindEthertype('protocol_type', following),
  summary: ({ vni, options }) => `geneve ${vni}${options.length === 0 ? '' : ` ${options.length} options`}`,
}
