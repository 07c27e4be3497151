import { expect, test } from 'vitest'
import { waitFor, WaitTimeoutError } from './wait-for.ts'

test('returns the first value that is there, also zero and the empty text', async () => {
  let calls = 0
  const value = await waitFor(() => (++calls < 3 ? undefined : 0), { what: 'a number' })
  expect(value).toBe(0)
  expect(calls).toBe(3)
  expect(await waitFor(() => '', { what: 'a text' })).toBe('')
})

test('asks again after an error', async () => {
  let calls = 0
  const value = await waitFor(
    () => {
      if (++calls < 3) throw new Error('not yet')
      return 'here'
    },
    { what: 'no error' },
  )
  expect(value).toBe('here')
})

test('on timeout says what was awaited and what was seen last', async () => {
  const never = waitFor(() => false, { what: 'the impossible', timeoutMs: 20 })
  await expect(never).rejects.toThrow(WaitTimeoutError)
  await expect(never).rejects.toThrow('waited 20 ms for the impossible; last value: false')
  const failing = waitFor(() => Promise.reject(new Error('refused')), { what: 'a connection', timeoutMs: 20 })
  await expect(failing).rejects.toThrow('waited 20 ms for a connection; last error: refused')
})
