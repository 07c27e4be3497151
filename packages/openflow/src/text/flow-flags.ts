/** OFPFF_* bits by the words of ovs-ofctl(8). OpenFlow 1.3.5, 7.3.4.1. */
export const FLOW_FLAGS: ReadonlyMap<string, number> = new Map([
  ['send_flow_rem', 1],
  ['check_overlap', 2],
  ['reset_counts', 4],
  ['no_packet_counts', 8],
  ['no_byte_counts', 16],
])
