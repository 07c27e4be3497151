import { expect, test } from 'vitest'
import { CommandError, run } from './run.ts'

test('returns what was printed, and takes input', async () => {
  const result = await run('sh', ['-c', 'cat; echo problem >&2; exit 3'], { input: 'text', exitCodes: [0, 3] })
  expect(result).toEqual({ code: 3, stdout: 'text', stderr: 'problem\n' })
})

test('an exit code nobody asked for is an error with what was printed', async () => {
  const failing = run('sh', ['-c', 'echo no such thing >&2; exit 3'])
  await expect(failing).rejects.toThrow(CommandError)
  await expect(failing).rejects.toMatchObject({ code: 3, stderr: 'no such thing\n' })
  await expect(failing).rejects.toThrow(/exit code 3: no such thing$/)
})

test('a program that does not exist, and one that does not end, are errors', async () => {
  await expect(run('no-such-program', [])).rejects.toThrow('no-such-program: spawn no-such-program ENOENT')
  await expect(run('sleep', ['60'], { timeoutMs: 50 })).rejects.toThrow('sleep 60: no end after 50 ms')
})

test('output without end is cut off', async () => {
  await expect(run('cat', ['/dev/zero'])).rejects.toThrow('printed more than')
})
