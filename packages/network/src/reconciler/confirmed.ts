import { type Flow, flowContent, flowKey, formatGroup, type Group } from '@vlcp/openflow'
import type { OwnTables } from './switch-tables.ts'
import type { Step } from './step.ts'

/** How what the switch holds differs from what it had confirmed: somebody else's doing. */
export interface Drift {
  readonly missing: number
  readonly altered: number
  readonly foreign: number
}

/** What the switch is known to hold of ours: only what it reported or confirmed. */
export class Confirmed {
  readonly flows = new Map<string, Flow>()
  readonly groups = new Map<number, Group>()

  /** Takes a fresh reading as the truth and says how it differs from what was believed before. */
  replace(tables: OwnTables): { readonly drift: Drift; readonly flows: Set<string>; readonly groups: Set<number> } {
    const flows = new Map(tables.flows.map((flow) => [flowKey(flow), flow]))
    const groups = new Map(tables.groups.map((group) => [group.id, group]))
    const flowDrift = compare(this.flows, flows, flowContent)
    const groupDrift = compare(this.groups, groups, formatGroup)
    refill(this.flows, flows)
    refill(this.groups, groups)
    return {
      drift: {
        missing: flowDrift.missing + groupDrift.missing,
        altered: flowDrift.altered + groupDrift.altered,
        foreign: flowDrift.foreign + groupDrift.foreign,
      },
      flows: flowDrift.keys,
      groups: groupDrift.keys,
    }
  }

  /** Records a modification that the switch has confirmed. */
  apply(modification: Step): void {
    switch (modification.kind) {
      case 'add-group':
      case 'modify-group':
        this.groups.set(modification.group.id, modification.group)
        return
      case 'remove-group':
        this.groups.delete(modification.group.id)
        return
      case 'put-flow':
        this.flows.set(flowKey(modification.flow), modification.flow)
        return
      case 'remove-flow':
        this.flows.delete(flowKey(modification.flow))
        return
    }
  }
}

function compare<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>, content: (value: V) => string) {
  const result = { missing: 0, altered: 0, foreign: 0, keys: new Set<K>() }
  for (const [key, value] of before) {
    const found = after.get(key)
    if (found !== undefined && content(found) === content(value)) continue
    result[found === undefined ? 'missing' : 'altered']++
    result.keys.add(key)
  }
  for (const key of after.keys()) {
    if (before.has(key)) continue
    result.foreign++
    result.keys.add(key)
  }
  return result
}

function refill<K, V>(target: Map<K, V>, source: ReadonlyMap<K, V>): void {
  target.clear()
  for (const [key, value] of source) target.set(key, value)
}
