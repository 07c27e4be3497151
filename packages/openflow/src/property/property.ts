import { bytes, type IntType, struct, u16, u32, unpaddedLength } from '@vlcp/struct'

/** OpenFlow 1.4.1, 7.2.1.2: properties are padded to a multiple of eight octets, which their length does not count. */
export const property_header = <T extends number>(name: string, type: IntType<T>) =>
  struct(`${name}_header`, { type, length: unpaddedLength(u16) }, { align: 8 })

/** Every kind of property has a type for experimenters, of the same form. */
export const ofp_prop_experimenter = struct('ofp_prop_experimenter', {
  experimenter: u32,
  exp_type: u32,
  data: bytes(),
})

export const OFPPT_EXPERIMENTER = 0xffff
