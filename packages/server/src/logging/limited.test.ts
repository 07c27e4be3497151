import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { limited } from './limited.ts'
import { createLogging, type Logging } from './logging.ts'

let lines: string[]
let logging: Logging
beforeEach(() => {
  vi.useFakeTimers()
  lines = []
  logging = createLogging({ format: 'json', level: 'info', sink: { write: (line) => lines.push(line) } })
})
afterEach(() => {
  vi.useRealTimers()
})

const records = (): Record<string, unknown>[] =>
  lines.map((line) => ({ ...(JSON.parse(line) as object), time: undefined, name: undefined }))

it('writes the first lines of a second, and then how many were left out', () => {
  const logger = limited(logging.logger('switch'), { perSecond: 2 })
  for (let i = 0; i < 1000; i++) logger.warn({ peer: i }, 'failed')
  expect(records()).toEqual([
    { level: 'warn', peer: 0, msg: 'failed' },
    { level: 'warn', peer: 1, msg: 'failed' },
  ])
  vi.advanceTimersByTime(1000)
  expect(records().slice(2)).toEqual([{ level: 'warn', left_out: 998, msg: 'failed' }])
  logger.warn({ peer: 'later' }, 'failed')
  expect(records().slice(3)).toEqual([{ level: 'warn', peer: 'later', msg: 'failed' }])
  vi.advanceTimersByTime(10_000)
  expect(lines).toHaveLength(4)
})

it('counts kinds apart: a flood of one hides no other', () => {
  const logger = limited(logging.logger('switch'), { perSecond: 1 })
  for (let i = 0; i < 10; i++) logger.warn({}, 'flood')
  logger.warn({}, 'rare')
  logger.error({}, 'flood')
  expect(records().map(({ level, msg }) => `${String(level)} ${String(msg)}`)).toEqual([
    'warn flood',
    'warn rare',
    'error flood',
  ])
})

it('counts nothing that would not be written, and keeps nothing afterwards', () => {
  const logger = limited(logging.logger('switch'), { perSecond: 1 })
  logging.setLevel('switch', 'error')
  for (let i = 0; i < 10; i++) logger.warn({}, 'flood')
  expect(vi.getTimerCount()).toBe(0)
  logging.setLevel('switch', 'warn')
  logger.warn({}, 'flood')
  expect(lines).toHaveLength(1)
  vi.advanceTimersByTime(1000)
  expect([lines.length, vi.getTimerCount()]).toEqual([1, 0])
})
