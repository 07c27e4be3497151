import { defineConfig } from 'vitest/config'

// Tests run on the sources: every package's `exports` names them under the condition "source".
const resolve = { conditions: ['source', 'node', 'import', 'module', 'default'] }
const ssr = { resolve: { conditions: ['source', 'node', 'import', 'default'] } }

export default defineConfig({
  resolve,
  ssr,
  test: {
    reporters: ['default', './tools/summary-reporter.ts'],
    projects: [
      {
        // Pure code shares one module graph per thread, which makes a hundred files cost two seconds instead of forty.
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/structure/**/*.test.ts'],
          exclude: ['**/*.isolated.test.ts', '**/*.faults.test.ts'],
          pool: 'threads',
          isolate: false,
          // No test asserts seconds; this only ends one that hangs.
          testTimeout: 60_000,
        },
      },
      {
        // Tests of process-wide state: signals, environment, child processes, native databases.
        resolve,
        ssr,
        test: {
          name: 'isolated',
          include: ['packages/*/src/**/*.isolated.test.ts'],
          pool: 'forks',
          testTimeout: 60_000,
        },
      },
      {
        // Real Open vSwitch in namespaces, two files at a time: few machines have more than two cores to spare.
        resolve,
        ssr,
        test: {
          name: 'system',
          // After the others: these tests need the processors for themselves.
          sequence: { groupOrder: 1 },
          include: ['test/system/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
