import { bytes, type Infer, pad, struct, u16, u32, u8 } from '@vlcp/struct'
import { ethertype } from '../link/ethertype.ts'

/** LINKTYPE_LINUX_SLL: what a capture on the device "any" of Linux has in the place of a link-layer header. */
export const sll = struct('sll', {
  packet_type: u16,
  arphrd_type: u16,
  address_length: u16,
  address: bytes(8),
  protocol: ethertype,
})

export interface Sll extends Infer<typeof sll> {}

/** LINKTYPE_LINUX_SLL2, its successor. */
export const sll2 = struct('sll2', {
  protocol: ethertype,
  _reserved: pad(2),
  interface_index: u32,
  arphrd_type: u16,
  packet_type: u8,
  address_length: u8,
  address: bytes(8),
})

export interface Sll2 extends Infer<typeof sll2> {}
