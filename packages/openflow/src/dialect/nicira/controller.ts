import type { ControllerAction } from '../../action/action.ts'
import { nx_action_controller2_prop_type as prop } from '../../nicira/action/controller.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import { PACKET_IN_REASONS } from '../../packet.ts'
import type { PlainBody } from './body.ts'

type Body = PlainBody<typeof subtype.NXAST_CONTROLLER>
type Body2 = PlainBody<typeof subtype.NXAST_CONTROLLER2>
type Property = Body2['properties'][number]

/** The whole packet. */
const WHOLE = 0xffff

type Reason = (typeof PACKET_IN_REASONS)[number]

const nameOf = (reason: number): Reason | undefined => PACKET_IN_REASONS[reason]
const numberOf = (reason: Reason): number => PACKET_IN_REASONS.indexOf(reason)

function properties({ maxLength, id, reason, userdata, pause, meter }: ControllerAction): Property[] {
  const list: Property[] = []
  if (maxLength !== undefined && maxLength !== WHOLE) list.push({ type: prop.NXAC2PT_MAX_LEN, max_len: maxLength })
  if (id !== undefined && id !== 0) list.push({ type: prop.NXAC2PT_CONTROLLER_ID, controller_id: id })
  if (reason !== undefined && reason !== 'action') list.push({ type: prop.NXAC2PT_REASON, reason: numberOf(reason) })
  if (userdata !== undefined && userdata.length > 0) list.push({ type: prop.NXAC2PT_USERDATA, userdata })
  if (pause === true) list.push({ type: prop.NXAC2PT_PAUSE })
  if (meter !== undefined) list.push({ type: prop.NXAC2PT_METER_ID, meter_id: meter })
  return list
}

export function encodeController(action: ControllerAction): Body | Body2 {
  const { maxLength = WHOLE, id = 0, reason = 'action', userdata, pause, meter } = action
  if (userdata !== undefined || pause === true || meter !== undefined)
    return { subtype: subtype.NXAST_CONTROLLER2, properties: properties(action) }
  return { subtype: subtype.NXAST_CONTROLLER, max_len: maxLength, controller_id: id, reason: numberOf(reason) }
}

export function decodeController({ max_len, controller_id, reason }: Body): ControllerAction | undefined {
  const name = nameOf(reason)
  if (name === undefined) return undefined
  return {
    type: 'controller',
    ...(max_len === WHOLE ? {} : { maxLength: max_len }),
    ...(controller_id === 0 ? {} : { id: controller_id }),
    ...(name === 'action' ? {} : { reason: name }),
  }
}

/** What one property says; undefined for one with a default, which would not be written again, or of unknown kind. */
function decodeProperty(property: Property): Partial<ControllerAction> | undefined {
  if ('_extra' in property) return undefined
  switch (property.type) {
    case prop.NXAC2PT_MAX_LEN:
      return property.max_len === WHOLE ? undefined : { maxLength: property.max_len }
    case prop.NXAC2PT_CONTROLLER_ID:
      return property.controller_id === 0 ? undefined : { id: property.controller_id }
    case prop.NXAC2PT_REASON: {
      const reason = nameOf(property.reason)
      return reason === undefined || reason === 'action' ? undefined : { reason }
    }
    case prop.NXAC2PT_USERDATA:
      // Copied, because the message's bytes belong to the connection.
      return property.userdata.length === 0 ? undefined : { userdata: property.userdata.slice() }
    case prop.NXAC2PT_PAUSE:
      return { pause: true }
    case prop.NXAC2PT_METER_ID:
      return { meter: property.meter_id }
    default:
      return undefined
  }
}

export function decodeController2(body: Body2): ControllerAction | undefined {
  let action: ControllerAction = { type: 'controller' }
  let last = -1
  for (const property of body.properties) {
    const said = decodeProperty(property)
    if (said === undefined || property.type <= last) return undefined
    action = { ...action, ...said }
    last = property.type
  }
  // Empty userdata says that this is the second form of the action.
  const { userdata, pause, meter } = action
  return userdata === undefined && pause === undefined && meter === undefined
    ? { ...action, userdata: new Uint8Array() }
    : action
}
