import type { Message } from '../message.ts'
import { ONF_ET_BUNDLE_ADD_MESSAGE, ONF_ET_BUNDLE_CONTROL } from '../onf/bundle.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { OFP13_VERSION as version, ofp_type } from '../v13/header.ts'
import type { Dialect } from './dialect.ts'
import { type MessageDialect, withDirect } from './direct/direct.ts'
import { direct13 } from './direct/since13.ts'
import { before15 } from './since13/before-15.ts'
import { BUNDLE_FLAGS, encodeStep, messageInBundle } from './since13/bundle.ts'
import { encodeFlowMod, importanceOf } from './since13/flow.ts'
import { encodePortMod } from './since13/port.ts'
import { unsupported } from './since13/unsupported.ts'

const { codec, shared, groupOrMeterMod } = before15(version)

const dialect: MessageDialect = {
  ...shared,
  name: '1.3',
  modification(xid, change): Message {
    if ('group' in change || 'meter' in change) return groupOrMeterMod(xid, change)
    if (importanceOf(change) !== 0) throw unsupported('importance', version, 'OpenFlow 1.4 or later')
    return encodeFlowMod(xid, change, codec)
  },
  portModification: (xid, configuration): Message => ({
    version,
    type: ofp_type.OFPT_PORT_MOD,
    xid,
    ...encodePortMod(configuration),
    advertise: 0,
  }),
  bundleControl: (xid, bundle_id, step): Message => ({
    version,
    type: ofp_type.OFPT_EXPERIMENTER,
    xid,
    experimenter: ONF_EXPERIMENTER_ID,
    exp_type: ONF_ET_BUNDLE_CONTROL,
    bundle_id,
    ctrl_type: encodeStep(step),
    flags: BUNDLE_FLAGS,
  }),
  bundleAdd: (xid, bundle_id, message): Message => ({
    version,
    type: ofp_type.OFPT_EXPERIMENTER,
    xid,
    experimenter: ONF_EXPERIMENTER_ID,
    exp_type: ONF_ET_BUNDLE_ADD_MESSAGE,
    bundle_id,
    flags: BUNDLE_FLAGS,
    message: messageInBundle(xid, message),
  }),
}

/** OpenFlow 1.3, with bundles by the extension EXT-230. */
export const ofp13: Dialect = withDirect(dialect, direct13(dialect))
