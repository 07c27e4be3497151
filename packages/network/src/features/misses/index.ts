import { gotoTable } from '@vlcp/openflow'
import { PRIORITY_MISS } from '../../pipeline/priorities.ts'
import type { Feature } from '../feature.ts'

/** Gives every table of the layout the flow for packets that nothing else matches. */
export const misses: Feature = {
  name: 'misses',
  number: 0,
  tables: [],
  install(context) {
    context.forEach(context.view.always, function* () {
      for (const { name, miss, next } of context.layout.tables) {
        if (miss === 'custom') continue
        const instructions = miss === 'next' && next !== undefined ? [gotoTable(next)] : []
        yield context.flow({ table: name, priority: PRIORITY_MISS, match: {}, instructions, object: '' })
      }
    })
  },
}
