import type { Message } from '../message.ts'
import { OFP14_VERSION as version, ofp_type } from '../v14/header.ts'
import type { Dialect } from './dialect.ts'
import { type MessageDialect, withDirect } from './direct/direct.ts'
import { direct13 } from './direct/since13.ts'
import { before15 } from './since13/before-15.ts'
import { bundleMessages } from './since13/bundle.ts'
import { encodeFlowMod, importanceOf } from './since13/flow.ts'
import { encodePortMod } from './since13/port.ts'

const { codec, shared, groupOrMeterMod } = before15(version)

const dialect: MessageDialect = {
  ...shared,
  name: '1.4',
  ...bundleMessages(version),
  modification: (xid, change): Message =>
    'group' in change || 'meter' in change
      ? groupOrMeterMod(xid, change)
      : { ...encodeFlowMod(xid, change, codec), importance: importanceOf(change) },
  portModification: (xid, configuration): Message => ({
    version,
    type: ofp_type.OFPT_PORT_MOD,
    xid,
    ...encodePortMod(configuration),
    properties: [],
  }),
}

/** OpenFlow 1.4. */
export const ofp14: Dialect = withDirect(dialect, direct13(dialect))
