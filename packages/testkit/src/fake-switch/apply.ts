import type { Modification } from '@vlcp/openflow'
import type { Surroundings } from './check/action.ts'
import { checkFlow } from './check/flow.ts'
import type { Refusal } from './errors.ts'
import type { SwitchMemory } from './pipeline/run.ts'
import { keyOfFlow } from './table/entry.ts'

/**
 * Does what a modification says. OpenFlow 1.3.5, 6.4 and 6.5.
 *
 * @returns why the switch refuses, or undefined when it is done
 * @throws NotExecutableError for flows and groups the fake switch could not execute
 */
export function applyModification(memory: SwitchMemory, modification: Modification): Refusal | undefined {
  const { tables, groups, nowS } = memory
  const around: Surroundings = { hasGroup: (id) => groups.get(id) !== undefined }
  switch (modification.kind) {
    case 'put-flow':
      return checkFlow(modification.flow, around) ?? tables.put(modification.flow, nowS)
    case 'modify-flow': {
      const { flow } = modification
      const entry = tables.find(flow)
      const refusal = checkFlow(flow, around)
      if (refusal === undefined && entry !== undefined) tables.change([entry], flow.instructions)
      return refusal
    }
    case 'modify-flows': {
      const { filter, instructions } = modification
      const entries = tables.select(filter)
      for (const { flow } of entries) {
        const refusal = checkFlow({ ...flow, instructions }, around)
        if (refusal !== undefined) return refusal
      }
      tables.change(entries, instructions)
      return undefined
    }
    case 'remove-flow': {
      const { table, match, cookie } = modification.flow
      const key = keyOfFlow(modification.flow)
      const chosen = tables.select({ table, match, ...(cookie === undefined ? {} : { cookie }) })
      tables.remove(
        chosen.filter((entry) => entry.key === key),
        'delete',
        nowS,
      )
      return undefined
    }
    case 'remove-flows':
      tables.remove(tables.select(modification.filter), 'delete', nowS)
      return undefined
    case 'add-group':
      return groups.add(modification.group)
    case 'modify-group':
      return groups.modify(modification.group)
    case 'remove-group':
      for (const { id } of groups.remove(modification.group.id))
        tables.remove(tables.select({ outGroup: id }), 'group_delete', nowS)
      return undefined
    // Meters let everything pass here.
    case 'add-meter':
    case 'modify-meter':
    case 'remove-meter':
      return undefined
  }
}
