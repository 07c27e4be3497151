import { expect, test } from 'vitest'
import { runEmbeddedFaults } from './embedded-run.suite.ts'
import { runEtcdFaults } from './etcd-run.suite.ts'
import { runRedisFaults } from './redis-run.suite.ts'

// The long form is faults.faults.test.ts.
test.each([
  ['a folder while some of them', runEmbeddedFaults],
  ['Redis while it', runRedisFaults],
  ['etcd while it', runEtcdFaults],
])(
  'eight processes share %s come to harm, and no commit is lost, doubled or out of order',
  async (_, run) => {
    const { committed } = await run(6000, 1)
    expect(committed).toBeGreaterThan(20)
  },
  180_000,
)
