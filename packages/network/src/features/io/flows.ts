import { type Action, apply, gotoTable, group, type Match, OFPP_IN_PORT, output, setField } from '@vlcp/openflow'
import type { Forwarding } from '../../engine/index.ts'
import { GROUP_KIND_FLOOD, groupIdOf, objectName } from '../../pipeline/ownership.ts'
import { PRIORITY_NORMAL } from '../../pipeline/priorities.ts'
import {
  FLAG_ALLOW_IN_PORT,
  FLAG_FROM_LOGICAL_PORT,
  OUTPUT_FLOOD,
  REG_FLAGS,
  REG_INPUT_NETWORK,
  REG_OUTPUT_NETWORK,
  REG_OUTPUT_PORT,
} from '../../pipeline/registers.ts'
import type { FeatureContext } from '../feature.ts'

const floodGroup = (networkNumber: number): number => groupIdOf(GROUP_KIND_FLOOD, networkNumber)

/** A port that takes part in a network: what comes in by it and how packets leave by it. */
interface Attachment {
  readonly object: string
  readonly port: number
  readonly networkNumber: number
  /** Beyond the port itself. */
  readonly match: Match
  readonly flags: number
  readonly onIngress: readonly Action[]
  /** The actions that send a packet out of port `to`, which is this port or OFPP_IN_PORT. */
  send(to: number): readonly Action[]
}

function ingress(context: FeatureContext, attachment: Attachment): Forwarding {
  const { object, port, match, networkNumber, flags, onIngress } = attachment
  const registers = [
    setField(REG_INPUT_NETWORK, networkNumber),
    setField(REG_OUTPUT_NETWORK, networkNumber),
    setField(REG_OUTPUT_PORT, OUTPUT_FLOOD),
    setField(REG_FLAGS, flags),
  ]
  return context.flow({
    table: 'ingress',
    priority: PRIORITY_NORMAL,
    match: { in_port: port, ...match },
    instructions: [apply(...registers, ...onIngress), gotoTable(context.next('ingress'))],
    object,
  })
}

function* egress(context: FeatureContext, attachment: Attachment): Iterable<Forwarding> {
  const { object, port, networkNumber } = attachment
  const chosen = { [REG_OUTPUT_NETWORK]: networkNumber, [REG_OUTPUT_PORT]: port }
  const toFlow = (match: Match, actions: readonly Action[]): Forwarding =>
    context.flow({ table: 'egress', priority: PRIORITY_NORMAL, match, instructions: [apply(...actions)], object })
  yield toFlow({ ...chosen, [REG_FLAGS]: { value: 0, mask: FLAG_ALLOW_IN_PORT } }, attachment.send(port))
  // A switch does not send a packet back out of its in-port unless it is told so by name (OpenFlow 1.3.5, 7.2.5).
  yield toFlow(
    { ...chosen, in_port: port, [REG_FLAGS]: { value: FLAG_ALLOW_IN_PORT, mask: FLAG_ALLOW_IN_PORT } },
    attachment.send(OFPP_IN_PORT),
  )
  yield {
    kind: 'bucket',
    group: floodGroup(networkNumber),
    name: `${port}`.padStart(10, '0'),
    bucket: { actions: attachment.send(port) },
    object,
  }
}

/** Logical ports carry untagged packets of exactly one network. */
export function installLogicalPorts(context: FeatureContext): void {
  context.forEach(context.view.logicalPorts, function* ({ logicalPort, port, networkNumber }) {
    const attachment: Attachment = {
      object: objectName('logicalport', logicalPort),
      port,
      networkNumber,
      match: {},
      flags: FLAG_FROM_LOGICAL_PORT,
      onIngress: [],
      send: (to) => [output(to)],
    }
    yield ingress(context, attachment)
    yield* egress(context, attachment)
  })
}

/** Interfaces to physical networks carry packets of many networks, told apart by their encapsulation. */
export function installUplinks(context: FeatureContext): void {
  context.forEach(context.view.uplinks, function* ({ network, port, encapsulation }) {
    const attachment: Attachment = {
      object: objectName('logicalnetwork', network.id),
      port,
      networkNumber: network.number,
      match: encapsulation.match,
      flags: 0,
      onIngress: encapsulation.decapsulate,
      send: (to) => [...encapsulation.encapsulate, output(to)],
    }
    yield ingress(context, attachment)
    yield* egress(context, attachment)
  })
}

/** Every network floods through a group of its own, to which its ports contribute buckets. */
export function installNetworks(context: FeatureContext): void {
  context.forEach(context.view.networks, function* ({ id, number }) {
    const object = objectName('logicalnetwork', id)
    yield { kind: 'group', id: floodGroup(number), type: 'all', object }
    yield context.flow({
      table: 'egress',
      priority: PRIORITY_NORMAL,
      match: {
        [REG_OUTPUT_NETWORK]: number,
        [REG_OUTPUT_PORT]: OUTPUT_FLOOD,
        [REG_FLAGS]: { value: 0, mask: FLAG_ALLOW_IN_PORT },
      },
      instructions: [apply(group(floodGroup(number)))],
      object,
    })
  })
}
