import { type Message, v10, v13 } from '@vlcp/openflow'

/** The same in every version. */
export const OFPT_HELLO = 0
export const OFPT_ERROR = 1

/** OpenFlow 1.3.5, 7.4.4: how much of a refused message an error carries. */
export const ERROR_DATA_BYTES = 64

/** The transaction id in the header of a message. */
export const xidOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4)

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
