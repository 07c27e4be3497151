import { type IntType, length, struct, u16, u32, u8 } from '@vlcp/struct'

/** OpenFlow 1.3.5, 7.1: what every message of every version begins with; only the numbering of `type` differs. */
export const message_header = <T extends number>(ofp_type: IntType<T>) =>
  struct('ofp_header', { version: u8, type: ofp_type, length: length(u16), xid: u32 })
