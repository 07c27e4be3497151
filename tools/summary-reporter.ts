import type { Reporter, TestModule } from 'vitest/node'

/** Ends every run with the one line that people and scripts look for: `N passed, N failed, N skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      // A file that did not even load has no tests to count, yet it is a failure.
      if (module.state() === 'failed' && module.errors().length > 0) count.failed++
    }
    process.on('exit', () => {
      process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped\n`)
    })
  }
}
