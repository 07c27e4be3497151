// The load generator: a process of its own that takes orders over IPC, one at a time, so that it stays warm.
import { load } from './load.mjs'

process.on('disconnect', () => process.exit())
process.on('message', (order) => {
  load(order).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  )
})
