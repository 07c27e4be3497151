import {
  type Action,
  formatPort,
  OFPP_ALL,
  OFPP_ANY,
  OFPP_CONTROLLER,
  OFPP_FLOOD,
  OFPP_IN_PORT,
  OFPP_NORMAL,
  OFPP_TABLE,
  type PacketInReason,
} from '@vlcp/openflow'
import { decodePacket, formatPacket } from '@vlcp/packet'
import { TAG_PRESENT } from '../packet-state.ts'
import type { Run, Walk } from './run.ts'

/** An Ethernet header stays whole (ovs-actions(7), output). */
const MIN_TRUNCATED = 14
/** OFPCML_NO_BUFFER: the whole packet. OpenFlow 1.3.5, 7.2.5. */
export const WHOLE_PACKET = 0xffff

export interface OutputOptions {
  readonly maxLength?: number | undefined
  readonly truncate?: boolean
  readonly queue?: number
}

export const textOfFrame = (frame: Uint8Array): string => formatPacket(decodePacket(frame))

function emit(run: Run, walk: Walk, port: number, { maxLength, truncate, queue }: OutputOptions): void {
  const { frame } = walk.packet
  const length = truncate === true && maxLength !== undefined ? Math.max(maxLength, MIN_TRUNCATED) : frame.length
  run.emit(walk, port, frame.slice(0, length), queue ?? walk.packet.queue)
}

const inPortOf = (walk: Walk): number => Number(walk.packet.get('in_port'))

function flood(run: Run, walk: Walk, port: number, options: OutputOptions): void {
  const from = inPortOf(walk)
  for (const one of run.memory.ports.all)
    if (one.port !== from && (port === OFPP_ALL || one.noFlood !== true)) emit(run, walk, one.port, options)
}

function normal(run: Run, walk: Walk, options: OutputOptions): void {
  const departures = run.memory.macs.forward(walk.packet, run.memory.nowS)
  if (typeof departures === 'string') {
    run.note(walk, departures)
    return
  }
  for (const { port, vlan } of departures) {
    const packet = walk.packet.clone()
    const priority = packet.get('vlan_tci') & 0xe000n
    if (vlan === 0) packet.popVlan()
    else packet.set('vlan_tci', priority | TAG_PRESENT | BigInt(vlan))
    emit(run, { ...walk, packet }, port, options)
  }
}

/** Sends the packet to a port, reserved ones included; nothing goes back where it came from but by IN_PORT. */
export function outputTo(run: Run, walk: Walk, port: number, options: OutputOptions = {}): void {
  switch (port) {
    case OFPP_IN_PORT:
      return emit(run, walk, inPortOf(walk), options)
    case OFPP_TABLE:
      return run.enterTable(walk, 0)
    case OFPP_NORMAL:
      return normal(run, walk, options)
    case OFPP_FLOOD:
    case OFPP_ALL:
      return flood(run, walk, port, options)
    case OFPP_CONTROLLER:
      return toController(run, walk, { maxLength: options.maxLength ?? WHOLE_PACKET })
    case OFPP_ANY:
      return undefined
    default:
      if (port === inPortOf(walk)) run.note(walk, `no output to ${formatPort(port)}: the packet came from there`)
      else emit(run, walk, port, options)
  }
}

type ControllerOptions = Partial<Omit<Extract<Action, { type: 'controller' }>, 'type'>>

function reasonOf(walk: Walk): PacketInReason {
  if (walk.inside !== 'tables') return walk.inside
  const { entry } = walk
  // OpenFlow 1.3.5, 5.4: the flow of priority 0 that matches everything is the table-miss flow.
  return entry !== undefined && entry.flow.priority === 0 && entry.demands.length === 0 ? 'no_match' : 'action'
}

export function toController(run: Run, walk: Walk, options: ControllerOptions = {}): void {
  const { packet, entry, table } = walk
  const { reason, maxLength = WHOLE_PACKET, id = 0, userdata } = options
  const data = maxLength >= WHOLE_PACKET ? packet.frame.slice() : packet.frame.slice(0, maxLength)
  run.tell({
    inPort: inPortOf(walk),
    reason: reason ?? reasonOf(walk),
    totalLength: packet.frame.length,
    data,
    table,
    cookie: entry?.flow.cookie ?? 0n,
    metadata: packet.pipelineMatch(),
    maxLength,
    controller: id,
    text: textOfFrame(packet.frame),
    ...(userdata === undefined ? {} : { userdata }),
  })
}
