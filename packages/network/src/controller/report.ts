import { formatDatapathId } from '@vlcp/address'
import { type Flow, formatFlow, formatGroup, formatInstructions, formatMatch } from '@vlcp/openflow'
import type { Origin } from '../engine/index.ts'
import type { ManagedSwitch } from './managed-switch.ts'

/** What `controller/status` says of a switch. */
export function reportSwitch(managed: ManagedSwitch) {
  const { bridge, datapathId, failMode, session, plan, status } = managed
  return {
    bridge,
    datapathid: formatDatapathId(datapathId),
    fail_mode: failMode,
    connected: session !== undefined,
    peer: session?.peer ?? null,
    state: status?.state ?? 'not connected',
    ports: { logical: plan.view.logicalPorts.size, physical: plan.view.physicalPorts.size },
    networks: plan.view.networks.size,
    flows: { wanted: [...plan.state.flowKeys()].length, installed: status?.flows ?? null },
    groups: { wanted: [...plan.state.groupIds()].length, installed: status?.groups ?? null },
    refused: status?.refused ?? [],
    conflicts: plan.state.conflicts(),
    faults: plan.engine.faults.map(({ stage, key, error }) => `${stage} ${key}: ${String(error)}`),
    counters: status?.counters ?? null,
  }
}

/** `feature object`, as `vlcp flows` prints it; flows that are always there name no object. */
function nameOf({ stage, object }: Origin): string {
  const feature = stage.slice(0, stage.indexOf('('))
  return object === '' ? feature : `${feature} ${object}`
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

function reportFlow(managed: ManagedSwitch, key: string, flow: Flow) {
  const { layout, state } = managed.plan
  return {
    table: flow.table,
    tableName: layout.nameOf(flow.table),
    priority: flow.priority,
    match: formatMatch(flow.match),
    actions: formatInstructions(flow.instructions, layout.nameOf),
    cookie: `0x${flow.cookie.toString(16)}`,
    text: formatFlow(flow, layout.nameOf),
    objects: unique(state.originsOfFlow(key).map(nameOf)),
    state: managed.flowState(key),
  }
}

/** The flows and groups a bridge should hold, each with the objects it came from and whether the switch has it. */
export function reportFlows(managed: ManagedSwitch) {
  const { state } = managed.plan
  const flows = [...state.flows()].map(([key, flow]) => reportFlow(managed, key, flow))
  const order = (a: (typeof flows)[number], b: (typeof flows)[number]): number =>
    a.table - b.table || b.priority - a.priority || (a.match < b.match ? -1 : a.match > b.match ? 1 : 0)
  return {
    bridge: managed.bridge,
    datapathid: formatDatapathId(managed.datapathId),
    flows: flows.toSorted(order),
    groups: [...state.groups()]
      .toSorted((a, b) => a.id - b.id)
      .map((group) => ({
        group_id: group.id,
        type: group.type,
        buckets: group.buckets.length,
        text: formatGroup(group),
        objects: unique(state.originsOfGroup(group.id).map(nameOf)),
        state: managed.groupState(group.id),
      })),
  }
}
