import { type Message, v10, v13 } from '@vlcp/openflow'

/** OFPT_ERROR, in every version. */
export const OFPT_ERROR = 1

/** The transaction id in the header of a message. */
export const xidOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4)

/** The message that begins there. */
export const messageAt = (bytes: Uint8Array, start: number): Uint8Array =>
  bytes.subarray(start, start + (((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0)))

const { ofp_type: type10 } = v10
const { ofp_type: type13 } = v13

const REQUESTS_10: ReadonlySet<number> = new Set([
  type10.OFPT_FEATURES_REQUEST,
  type10.OFPT_FLOW_MOD,
  type10.OFPT_STATS_REQUEST,
  type10.OFPT_BARRIER_REQUEST,
])
const REQUESTS: ReadonlySet<number> = new Set([
  type13.OFPT_FEATURES_REQUEST,
  type13.OFPT_FLOW_MOD,
  type13.OFPT_GROUP_MOD,
  type13.OFPT_MULTIPART_REQUEST,
  type13.OFPT_BARRIER_REQUEST,
])

/** Messages that only a controller may send: a switch that sends one is told so. */
export const isControllerRequest = ({ version, type }: Message): boolean =>
  (version === v10.OFP10_VERSION ? REQUESTS_10 : REQUESTS).has(type)
