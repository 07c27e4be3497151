import { expect, test } from 'vitest'
import { runEmbeddedFaults } from './embedded-run.suite.ts'
import { runEtcdFaults } from './etcd-run.suite.ts'
import { runRedisFaults } from './redis-run.suite.ts'

// The long form is faults.faults.test.ts.
test.each([
  ['a folder, some of them killed', runEmbeddedFaults],
  ['Redis, which is killed, paused and cut off', runRedisFaults],
  ['etcd, which is killed, paused and cut off', runEtcdFaults],
])(
  'eight processes share %s: no commit is lost, doubled or out of order',
  async (_, run) => {
    const { committed } = await run(6000, 1)
    expect(committed).toBeGreaterThan(20)
  },
  180_000,
)
