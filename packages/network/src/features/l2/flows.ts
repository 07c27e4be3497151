import { MAC_BROADCAST, parseMac } from '@vlcp/address'
import { apply, gotoTable, setField } from '@vlcp/openflow'
import { objectName } from '../../pipeline/ownership.ts'
import {
  PRIORITY_ADDRESS,
  PRIORITY_MULTICAST,
  PRIORITY_NETWORK_DEFAULT,
  PRIORITY_NORMAL,
} from '../../pipeline/priorities.ts'
import { REG_OUTPUT_NETWORK, REG_OUTPUT_PORT } from '../../pipeline/registers.ts'
import type { FeatureContext } from '../feature.ts'

/** The individual/group bit alone. */
const MULTICAST_BIT = parseMac('01:00:00:00:00:00')
const MULTICAST = { value: MULTICAST_BIT, mask: MULTICAST_BIT }
/** IEEE 802.1Q-2018, table 8-1: a bridge never forwards frames to these sixteen addresses. */
const BRIDGE_RESERVED = { value: parseMac('01:80:c2:00:00:00'), mask: MAC_BROADCAST - 0xf }

/** No frame has a group address as its source (IEEE 802.3, 3.2.3); multicast is flooded. */
export function installReserved(context: FeatureContext): void {
  context.forEach(context.view.always, function* () {
    const drop = { table: 'l2input', priority: PRIORITY_NORMAL, instructions: [], object: '' }
    yield context.flow({ ...drop, match: { eth_src: MULTICAST } })
    yield context.flow({ ...drop, match: { eth_dst: BRIDGE_RESERVED } })
    yield context.flow({
      table: 'l2output',
      priority: PRIORITY_MULTICAST,
      match: { eth_dst: MULTICAST },
      instructions: [gotoTable(context.next('l2output'))],
      object: '',
    })
  })
}

/** A declared address is reached by its port. */
export function installAddresses(context: FeatureContext): void {
  context.forEach(context.view.logicalPorts, function* ({ logicalPort, mac, port, networkNumber }) {
    if (mac === undefined) return
    yield context.flow({
      table: 'l2output',
      priority: PRIORITY_ADDRESS,
      match: { [REG_OUTPUT_NETWORK]: networkNumber, eth_dst: mac },
      instructions: [apply(setField(REG_OUTPUT_PORT, port)), gotoTable(context.next('l2output'))],
      object: objectName('logicalport', logicalPort),
    })
  })
}

/**
 * An address nobody here declared is somewhere behind the physical network. The reference then never asks local ports;
 * we still flood when one of them declares no address, because it could not be reached from outside otherwise.
 */
export function installDefaults(context: FeatureContext): void {
  const { view } = context
  context.forEach(view.networks, function* ({ id, number }, _key, read) {
    const [, uplink] = read.lookup(view.uplinks, 'network', id).at(-1) ?? []
    if (uplink === undefined || read.lookup(view.logicalPorts, 'without-mac', id).length > 0) return
    yield context.flow({
      table: 'l2output',
      priority: PRIORITY_NETWORK_DEFAULT,
      match: { [REG_OUTPUT_NETWORK]: number },
      instructions: [apply(setField(REG_OUTPUT_PORT, uplink.port)), gotoTable(context.next('l2output'))],
      object: objectName('logicalnetwork', id),
    })
  })
}
