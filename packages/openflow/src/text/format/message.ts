import { formatPort, OFPP_ANY, OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import type { Dialect, SwitchEvent } from '../../dialect/dialect.ts'
import { dialectOf } from '../../dialect/index.ts'
import { errorName } from '../../error/name.ts'
import type { FlowRemoved } from '../../flow-removed.ts'
import { type Message, messageType } from '../../message.ts'
import { ownMessageName } from '../../message-name.ts'
import type { PacketIn, PacketOut } from '../../packet.ts'
import { OFP10_VERSION } from '../../v10/header.ts'
import { OFPTT_ALL } from '../../v13/modify.ts'
import { versionName } from '../../version-name.ts'
import { formatActions } from './action.ts'
import { formatBundle } from './bundle.ts'
import { formatMatch } from './match.ts'
import { formatModification } from './modification.ts'

const hex = (value: bigint | number): string => `0x${value.toString(16)}`

/** What is not counted. */
const ALL_ONES = 0xffff_ffff_ffff_ffffn

function formatPacketIn({ cookie, table, totalLength, inPort, metadata, reason, data, bufferId }: PacketIn): string {
  const fields = formatMatch(inPort === OFPP_ANY ? metadata : { ...metadata, in_port: inPort })
  const origin = [
    ...(table === undefined || table === 0 ? [] : [`table_id=${table}`]),
    ...(cookie === undefined ? [] : [`cookie=${hex(cookie)}`]),
  ]
  const kept =
    bufferId !== undefined
      ? `buffer=0x${bufferId.toString(16).padStart(8, '0')}`
      : `(unbuffered)${totalLength === data.length ? '' : ' (***total_len != data_len***)'}`
  return [...origin, `total_len=${totalLength}`, fields, `(via ${reason})`, `data_len=${data.length}`, kept].join(' ')
}

function formatPacketOut({ inPort, actions, data, bufferId }: PacketOut, { version }: Message): string {
  // What a packet of the controller's own is said to come from.
  const origin = version === OFP10_VERSION ? OFPP_ANY : OFPP_CONTROLLER
  const content =
    bufferId === undefined ? `data_len=${data?.length ?? 0}` : `buffer=0x${bufferId.toString(16).padStart(8, '0')}`
  return `in_port=${formatPort(inPort ?? origin)} actions=${formatActions(actions)} ${content}`
}

/** With as many decimals as it needs, milliseconds or nanoseconds. */
function formatDuration(seconds: number): string {
  const decimals = Math.round(seconds * 1e9) % 1e9 === 0 ? 0 : Math.round(seconds * 1e9) % 1e6 === 0 ? 3 : 9
  return `duration${seconds.toFixed(decimals)}s`
}

/** What the flow had asked for, which the news without version does not repeat. */
function formatTimeouts(message: Message): readonly string[] {
  if (!('idle_timeout' in message)) return []
  const hard = 'hard_timeout' in message ? message.hard_timeout : 0
  return [`idle${message.idle_timeout}`, ...(hard === 0 ? [] : [`hard${hard}`])]
}

function formatFlowRemoved(removed: FlowRemoved, message: Message): string {
  const { match, priority, reason, table, cookie, durationS, packets, bytes } = removed
  const order = priority === 0x8000 ? [] : [`priority=${priority}`]
  const selector = [...order, formatMatch(match)].filter((part) => part !== '').join(',')
  const parts = selector === '' ? [] : [selector]
  parts.push(`reason=${reason.replace('_timeout', '')}`)
  if (table !== undefined && table !== OFPTT_ALL) parts.push(`table_id=${table}`)
  if (cookie !== 0n) parts.push(`cookie:${hex(cookie)}`)
  parts.push(formatDuration(durationS), ...formatTimeouts(message))
  return [...parts, `pkts${packets ?? ALL_ONES}`, `bytes${bytes ?? ALL_ONES}`].join(' ')
}

function formatEvent(event: SwitchEvent, message: Message): string | undefined {
  switch (event.type) {
    case 'packet-in':
      return formatPacketIn(event.packetIn)
    case 'flow-removed':
      return formatFlowRemoved(event.flowRemoved, message)
    case 'error': {
      const { errorType, errorCode, data } = event
      return errorName(errorType, errorCode, { version: message.version, data }).code
    }
    case 'echo-request':
      return `${event.data.length} bytes of payload`
    default:
      return undefined
  }
}

/** What is said without version; undefined where nothing but the message itself says it. */
function bodyOf(message: Message, dialect: Dialect): string | undefined {
  const change = dialect.modificationOf(message)
  if (change !== undefined) return formatModification(change)
  const packet = dialect.packetOutOf(message)
  return packet === undefined ? formatEvent(dialect.event(message), message) : formatPacketOut(packet, message)
}

/**
 * A message as text for people, as `ovs-ofctl ofp-print` shows it where it says something about flows, groups, meters or
 * packets; otherwise its fields by their names.
 */
export function formatMessage(message: Message): string {
  const head = `${ownMessageName(message)} (OF${versionName(message.version)}) (xid=${hex(message.xid)}):`
  const dialect = dialectOf(message.version)
  const body = formatBundle(message, formatMessage) ?? (dialect === undefined ? undefined : bodyOf(message, dialect))
  return `${head} ${body ?? messageType(message.version).format(message)}`
}
