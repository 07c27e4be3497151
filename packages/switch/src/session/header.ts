import { type Message, v10, v13, v14, v15 } from '@vlcp/openflow'

/** The same in every version. */
export const OFPT_HELLO = 0
export const OFPT_ERROR = 1

/** OpenFlow 1.3.5, 7.4.4: how much of a refused message an error carries. */
export const ERROR_DATA_BYTES = 64

/** The transaction id in the header of a message. */
export const xidOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4)

/** OpenFlow 1.0, 5.1: HELLO to VENDOR, replies, PACKET_IN, FLOW_REMOVED, PORT_STATUS. */
const FROM_SWITCH_10: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 17, 19, 21])

/** The message that begins there. */
export const messageAt = (bytes: Uint8Array, start: number): Uint8Array =>
  bytes.subarray(start, start + (((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0)))

/** OpenFlow 1.3.5, 7.1.1; 1.4 adds ROLE_STATUS to BUNDLE_CONTROL, 1.5 adds CONTROLLER_STATUS. */
const FROM_SWITCH_13 = [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 19, 21, 23, 25, 27]
const FROM_SWITCH_14 = [...FROM_SWITCH_13, 30, 31, 32, 33]
const FROM_SWITCH: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [v10.OFP10_VERSION, FROM_SWITCH_10],
  [v13.OFP13_VERSION, new Set(FROM_SWITCH_13)],
  [v14.OFP14_VERSION, new Set(FROM_SWITCH_14)],
  [v15.OFP15_VERSION, new Set([...FROM_SWITCH_14, 35])],
])

/** Whether a switch may send such a message. One that sends what is for switches, or what nobody knows, is told so. */
export const mayComeFromSwitch = ({ version, type }: Message): boolean => FROM_SWITCH.get(version)?.has(type) ?? true
