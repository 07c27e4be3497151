import type { Type } from '@vlcp/struct'
import type { Message } from './message.ts'
import { NX_EXPERIMENTER_ID } from './nicira/experimenter.ts'
import { nx_subtype } from './nicira/message/message.ts'
import { OFP10_VERSION, ofp_type as type10 } from './v10/header.ts'
import { OFP11_VERSION, ofp_type as type11 } from './v11/header.ts'
import { OFP12_VERSION, ofp_type as type12 } from './v12/header.ts'
import { ofp_type as type13 } from './v13/header.ts'
import { OFP14_VERSION, ofp_type as type14 } from './v14/header.ts'
import { OFP15_VERSION, ofp_type as type15 } from './v15/header.ts'

const TYPES: ReadonlyMap<number, Type<number>> = new Map<number, Type<number>>([
  [OFP10_VERSION, type10],
  [OFP11_VERSION, type11],
  [OFP12_VERSION, type12],
  [OFP14_VERSION, type14],
  [OFP15_VERSION, type15],
])

/** `OFPT_FLOW_MOD`; the number as text where the specification has no name for it. */
export function messageName({ version, type }: Pick<Message, 'version' | 'type'>): string {
  // What versions without definitions have in common is called as in 1.3.
  const names: Type<number> = TYPES.get(version) ?? type13
  return names.format(type)
}

/** The same, with the names of Nicira's own messages: `NXT_FLOW_MOD` in place of `OFPT_VENDOR`. */
export function ownMessageName(message: Message): string {
  const isNicira =
    ('vendor' in message && message.vendor === NX_EXPERIMENTER_ID) ||
    ('experimenter' in message && message.experimenter === NX_EXPERIMENTER_ID)
  const subtype = 'subtype' in message ? message.subtype : 'exp_type' in message ? message.exp_type : undefined
  return isNicira && typeof subtype === 'number' && !('stats_type' in message) && !('mp_type' in message)
    ? nx_subtype.format(subtype as number)
    : messageName(message)
}
