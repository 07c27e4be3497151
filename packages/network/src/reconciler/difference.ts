import { type Flow, flowContent, formatGroup, type Group } from '@vlcp/openflow'
import type { Confirmed } from './confirmed.ts'
import type { Step } from './step.ts'

/** What a switch should hold. */
export interface Wanted {
  flow(key: string): Flow | undefined
  group(id: number): Group | undefined
}

function groupSteps(wanted: Wanted, confirmed: Confirmed, ids: Iterable<number>): Step[] {
  const steps: Step[] = []
  for (const id of ids) {
    const group = wanted.group(id)
    const held = confirmed.groups.get(id)
    if (group === undefined) {
      if (held !== undefined) steps.push({ kind: 'remove-group', group: held })
    } else if (held === undefined) {
      steps.push({ kind: 'add-group', group })
    } else if (formatGroup(held) !== formatGroup(group)) {
      steps.push({ kind: 'modify-group', group })
    }
  }
  return steps
}

function flowSteps(wanted: Wanted, confirmed: Confirmed, keys: Iterable<string>): Step[] {
  const steps: Step[] = []
  for (const key of keys) {
    const flow = wanted.flow(key)
    const held = confirmed.flows.get(key)
    if (flow === undefined) {
      if (held !== undefined) steps.push({ kind: 'remove-flow', flow: held })
    } else if (held === undefined || flowContent(held) !== flowContent(flow)) {
      steps.push({ kind: 'put-flow', flow })
    }
  }
  return steps
}

/** New groups before the flows that use them, flows that go before their groups: nothing points into the void. */
const ORDER: readonly Step['kind'][] = ['add-group', 'modify-group', 'put-flow', 'remove-flow', 'remove-group']

/** The steps that lead from what the switch holds to what it should hold, for the given flows and groups. */
export function difference(
  wanted: Wanted,
  confirmed: Confirmed,
  keys: { readonly flows: Iterable<string>; readonly groups: Iterable<number> },
): readonly Step[] {
  const steps = [...groupSteps(wanted, confirmed, keys.groups), ...flowSteps(wanted, confirmed, keys.flows)]
  return ORDER.flatMap((kind) => steps.filter((step) => step.kind === kind))
}
