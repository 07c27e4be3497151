import { expect, it } from 'vitest'
import { formatBar } from './progress.ts'

it('draws how far it is', () => {
  expect(formatBar('import', 0.5, 5, 10)).toBe(`import [${'#'.repeat(15)}${'-'.repeat(15)}]  50 %  5 of 10`)
})
