import { expect, test } from 'vitest'
import { StoreError } from '../../errors.ts'
import { judge } from './failure.ts'

/** An answer of the server, as the client library hands it on. */
function reply(message: string): Error {
  const error = new Error(message)
  error.name = 'ReplyError'
  return Object.assign(error, { command: { name: 'auth', args: ['secret'] } })
}

/** The kind, and for a refusal its code. */
function verdict(error: unknown): string {
  const failure = judge(error, 'Redis at here:1')
  return failure.kind === 'refused' ? failure.error.code : failure.kind
}

test.each([
  ['LOADING Redis is loading the dataset in memory', 'later'],
  ['BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', 'later'],
  ["READONLY You can't write against a read only replica. script: 5b, on @user_script:90.", 'later'],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'later'],
  ['NOREPLICAS Not enough good replicas to write.', 'later'],
  ['MOVED 3999 127.0.0.1:6381', 'later'],
  ["OOM command not allowed when used memory > 'maxmemory'. script: 5b, on @user_script:74.", 'full'],
  ['MISCONF Errors writing to the AOF file: No space left on device', 'full'],
  ['NOAUTH Authentication required.', 'unusable'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'unusable'],
  ["NOPERM this user has no permissions to run the 'evalsha' command", 'unusable'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'corrupt'],
  ["ERR unknown command 'evalsha'", 'unusable'],
])('Redis 7 says %s: %s', (message, expected) => {
  expect(verdict(reply(message))).toBe(expected)
})

const within = (message: string): string => `ERR Error running script (call to f_5b1f): @user_script:90: ${message}`

test.each([
  ["-READONLY You can't write against a read only replica.", 'later'],
  ["-OOM command not allowed when used memory > 'maxmemory'.", 'full'],
  ['-MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.', 'full'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'corrupt'],
  ["The user executing the script can't run this command or subcommand", 'unusable'],
])('Redis 6 says, in a script, %s: %s', (message, expected) => {
  expect(verdict(reply(within(message)))).toBe(expected)
})

test('what comes from the connection leaves the outcome open, but for a certificate that nobody trusts', () => {
  expect(verdict(new Error('Connection is closed.'))).toBe('lost')
  expect(verdict(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBe('lost')
  expect(verdict(Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }))).toBe('unusable')
  const none = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  expect(judge(none, 'Redis at here:1')).toEqual({ kind: 'lost', reason: 'ECONNREFUSED' })
  const broken = new Error('Socket timeout.')
  expect(judge(new Error('Connection is closed.'), '', broken)).toEqual({ kind: 'lost', reason: 'Socket timeout.' })
})

test('a refusal names the server and not what was sent; our own scripts name the key', () => {
  const failure = judge(reply('VLCPDAMAGED {vlcp:a}:meta holds no revision'), 'Redis at here:1')
  const error = failure.kind === 'refused' ? failure.error : undefined
  expect(error).toBeInstanceOf(StoreError)
  expect(error).toMatchObject({ code: 'corrupt', key: '{vlcp:a}:meta' })
  expect(error?.message).toBe('Redis at here:1: {vlcp:a}:meta holds no revision')
  expect(error?.cause).toBeUndefined()
})
