import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('the example of three routines ends and prints what each has seen', () => {
  const example = fileURLToPath(new URL('../../../examples/events.ts', import.meta.url))
  const args = ['--conditions=source', '--import', 'tsx', example]
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
  expect(output.trim().split('\n')).toEqual(['B 1 event1', 'C 2 event2', 'B 2 event2'])
})
