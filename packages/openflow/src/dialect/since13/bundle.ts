import { encodeMessage, type Message } from '../../message.ts'
import { ofp_bundle_ctrl_type as type, ofp_bundle_flags } from '../../v14/bundle.ts'
import { ofp_type } from '../../v14/header.ts'
import type { BundleStep, Dialect } from '../dialect.ts'

/** All changes or none, one after the other: what a caller who sends a list expects. */
export const BUNDLE_FLAGS = ofp_bundle_flags.OFPBF_ATOMIC | ofp_bundle_flags.OFPBF_ORDERED

/** The numbers of EXT-230 are the same. */
export function encodeStep(step: BundleStep): 0 | 2 | 4 | 6 {
  switch (step) {
    case 'open':
      return type.OFPBCT_OPEN_REQUEST
    case 'close':
      return type.OFPBCT_CLOSE_REQUEST
    case 'commit':
      return type.OFPBCT_COMMIT_REQUEST
    case 'discard':
      return type.OFPBCT_DISCARD_REQUEST
  }
}

/** Replies have the odd numbers. */
export const isBundleReply = (ctrl_type: number): boolean =>
  ctrl_type <= type.OFPBCT_DISCARD_REPLY && ctrl_type % 2 === 1

const XID_OFFSET = 4

/** The message inside has the transaction id of the message around it. OpenFlow 1.4.1, 7.3.9.6. */
export function messageInBundle(xid: number, message: Message): Uint8Array {
  const bytes = encodeMessage(message)
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(XID_OFFSET, xid)
  return bytes
}

/** Bundles as OpenFlow 1.4 and 1.5 have them of their own. */
export const bundleMessages = (version: number): Pick<Dialect, 'bundleControl' | 'bundleAdd'> => ({
  bundleControl: (xid, bundle_id, step): Message => ({
    version,
    type: ofp_type.OFPT_BUNDLE_CONTROL,
    xid,
    bundle_id,
    ctrl_type: encodeStep(step),
    flags: BUNDLE_FLAGS,
    properties: [],
  }),
  bundleAdd: (xid, bundle_id, message): Message => ({
    version,
    type: ofp_type.OFPT_BUNDLE_ADD_MESSAGE,
    xid,
    bundle_id,
    flags: BUNDLE_FLAGS,
    message: messageInBundle(xid, message),
  }),
})
