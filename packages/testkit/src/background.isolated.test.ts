import { expect, test } from 'vitest'
import { Background, BackgroundError } from './background.ts'
import { waitFor } from './wait-for.ts'

const shell = (script: string, onLine?: (line: string) => void): Background =>
  new Background('sh', ['-c', script], { env: process.env, title: 'the script', ...(onLine && { onLine }) })

test('lines of both outputs arrive, and the end with them', async () => {
  const lines: string[] = []
  const background = shell('echo one; echo two >&2; exit 4', (line) => lines.push(line))
  await background.waitForLine(/two/)
  expect(await background.stop()).toEqual({ code: 4, signal: null })
  expect(lines.toSorted()).toEqual(['one', 'two'])
  expect(background.lines.toSorted()).toEqual(['one', 'two'])
})

test('waiting for a line ends when the program ends, and shows what it printed', async () => {
  const waiting = shell('echo something else; exit 2').waitForLine(/ready/)
  await expect(waiting).rejects.toThrow('"the script" ended with exit code 2')
  await expect(waiting).rejects.toMatchObject({ log: ['something else'] })
  const missing = new Background('no-such-program', [], { env: process.env })
  await expect(missing.waitForLine(/ready/)).rejects.toThrow('ENOENT')
  expect(await missing.stop()).toEqual({ code: null, signal: null })
})

test('waiting for a line ends when the time is over', async () => {
  const background = shell('echo started; exec sleep 60')
  await background.waitForLine(/started/)
  await expect(background.waitForLine(/ready/, 30)).rejects.toThrow(BackgroundError)
  expect(await background.stop()).toEqual({ code: null, signal: 'SIGTERM' })
})

test('a program that ignores the signal is killed', async () => {
  const background = shell("trap '' TERM; echo started; while :; do sleep 1; done")
  await background.waitForLine(/started/)
  expect(await background.stop('SIGTERM', 50)).toEqual({ code: null, signal: 'SIGKILL' })
  await waitFor(() => background.exit, { what: 'the end' })
})

test('of very many lines the last 5 000 are kept', async () => {
  const background = shell('seq 1 6000')
  await background.waitForLine(/^6000$/)
  await background.stop()
  expect(background.lines).toHaveLength(5_000)
  expect(background.lines[0]).toBe('1001')
})
