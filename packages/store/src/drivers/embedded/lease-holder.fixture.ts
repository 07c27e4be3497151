/** A process that puts two networks under a lease of a second and keeps them until it is killed: `lease-holder.fixture.ts <folder>`. */
import { Store } from '../../store.ts'
import { Network } from '../../test-classes.suite.ts'
import { openEmbedded } from './embedded.ts'

const store = new Store(await openEmbedded(process.argv[2] ?? ''))
const lease = await store.lease({ ttlMs: 1000 })
await store.transact((tx) => {
  for (const id of ['a', 'b']) tx.put(Network, { id }, { lease })
})
// The lease does not keep a process alive.
setInterval(() => {}, 60_000)
