// npm run bench -- store [transactions | changes | mirror] [--json] [--quick] [--storage=redis]
import { parseArgs } from 'node:util'
import { measureChanges } from './changes.mjs'
import { measureMirrorLoad } from './mirror-load.mjs'
import { watchProcessors } from './processors.mjs'
import { report } from './report.mjs'
import { startStorages } from './storages.mjs'
import { measureTransactions } from './transactions.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    storage: { type: 'string', multiple: true, default: [] },
  },
})

const sizes = values.quick ? { rounds: 3, ms: 40, changes: 5, loads: 1 } : { rounds: 5, ms: 200, changes: 25, loads: 5 }

const parts = ['transactions', 'changes', 'mirror']
const unknown = positionals.find((name) => !parts.includes(name))

/** Nobody watches a storage of one process. */
const isShared = ({ storage }) => storage !== 'memory'
const isChosen = (part) => positionals.length === 0 || positionals.includes(part)

async function measureAll(places) {
  const rows = { transactions: [], changes: [], mirrorLoads: [] }
  if (isChosen('transactions'))
    for (const place of places) rows.transactions.push(...(await measureTransactions(place, sizes)))
  for (const place of places.filter(isShared)) {
    if (isChosen('changes')) rows.changes.push(await measureChanges(place, sizes.changes))
    if (isChosen('mirror')) rows.mirrorLoads.push(await measureMirrorLoad(place, sizes.loads))
  }
  return rows
}

if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". Parts: ${parts.join(', ')}.`)
  process.exit(1)
}
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
  process.once(signal, () => process.exit(code))
const storages = await startStorages()
try {
  const shareOfOthers = watchProcessors()
  const chosen = storages.places.filter(
    ({ storage }) => values.storage.length === 0 || values.storage.includes(storage),
  )
  const rows = await measureAll(chosen)
  report({ json: values.json, rounds: sizes.rounds, ...rows, others: shareOfOthers() })
} finally {
  await storages.close()
}
