import type { Action } from '../../action/action.ts'
import { OFPP_IN_PORT } from '../../action/reserved-ports.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { PlainBody } from './body.ts'
import { port16, port32 } from './port.ts'

type Body =
  | PlainBody<typeof subtype.NXAST_RESUBMIT>
  | PlainBody<typeof subtype.NXAST_RESUBMIT_TABLE>
  | PlainBody<typeof subtype.NXAST_RESUBMIT_TABLE_CT>

/** The table of the flow itself. */
const SAME_TABLE = 0xff

export function encodeResubmit(action: Extract<Action, { readonly type: 'resubmit' }>): Body {
  const { port = OFPP_IN_PORT, table, conntrack } = action
  const in_port = port16(port, 'resubmit')
  if (conntrack === true) return { subtype: subtype.NXAST_RESUBMIT_TABLE_CT, in_port, table: table ?? SAME_TABLE }
  return table === undefined
    ? { subtype: subtype.NXAST_RESUBMIT, in_port }
    : { subtype: subtype.NXAST_RESUBMIT_TABLE, in_port, table }
}

export function decodeResubmit(body: Body): Action {
  const port = port32(body.in_port)
  const action = { type: 'resubmit', ...(port === OFPP_IN_PORT ? {} : { port }) } as const
  if (body.subtype === subtype.NXAST_RESUBMIT) return action
  // Where a table is given although it is the flow's own, it stays, so that the same action is written again.
  if (body.subtype === subtype.NXAST_RESUBMIT_TABLE) return { ...action, table: body.table }
  return body.table === SAME_TABLE ? { ...action, conntrack: true } : { ...action, table: body.table, conntrack: true }
}
