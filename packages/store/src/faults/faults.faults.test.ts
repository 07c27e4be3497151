import { expect, test } from 'vitest'
import { runEmbeddedFaults } from './embedded-run.suite.ts'
import { runEtcdFaults } from './etcd-run.suite.ts'
import { runRedisFaults } from './redis-run.suite.ts'

/** Another one each time; a failure names it. Give that one to repeat it as far as the machine allows. */
const seed = Number(process.env['STORE_FAULTS_SEED'] ?? Date.now() % 1_000_000)
/** Of each storage. */
const forMs = Number(process.env['STORE_FAULTS_SECONDS'] ?? 60) * 1000

test.each([
  ['a folder, some of them killed', runEmbeddedFaults],
  ['Redis, which is killed, paused and cut off', runRedisFaults],
  ['etcd, which is killed, paused and cut off', runEtcdFaults],
])(
  'eight processes share %s, for long: no commit is lost, doubled or out of order',
  async (_, run) => {
    const { committed } = await run(forMs, seed)
    expect(committed).toBeGreaterThan(200)
  },
  forMs + 180_000,
)
