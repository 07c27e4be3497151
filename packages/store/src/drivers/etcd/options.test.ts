import { expect, test } from 'vitest'
import { checkOptions, type EtcdOptions } from './options.ts'

test.each([
  ['127.0.0.1', '127.0.0.1:2379'],
  ['etcd.example:4001', 'etcd.example:4001'],
  ['http://a/', 'a:2379'],
  ['https://[::1]:2379', '[::1]:2379'],
])('the host %s is %s', (text, address) => {
  expect(checkOptions({ hosts: text }).hosts).toEqual([address])
})

test('https:// and tls mean encryption', () => {
  expect(checkOptions({ hosts: ['https://a', 'b'] }).tls).toEqual({})
  expect(checkOptions({ tls: { ca: 'x' } }).tls).toEqual({ ca: 'x' })
  expect(checkOptions({}).tls).toBeUndefined()
})

test.each<[EtcdOptions, RegExp]>([
  [{ hosts: [] }, /hosts/],
  [{ hosts: 'a:b:c' }, /"a:b:c" is not host:port/],
  [{ hosts: 'a:70000' }, /not host:port/],
  [{ hosts: ['https://a', 'http://b'] }, /exclude each other/],
  [{ space: 'a/b' }, /space "a\/b"/],
  [{ space: '' }, /space/],
  [{ tls: { cert: 'x' } }, /cert and key/],
  [{ user: 'x' }, /user and password/],
  [{ maxTxnOps: 1 }, /maxTxnOps/],
  [{ maxRequestBytes: Number.NaN }, /maxRequestBytes/],
])('%j is refused', (options, reason) => {
  expect(() => checkOptions(options)).toThrow(reason)
  expect(() => checkOptions(options)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error)
})

test('a password in a host does not get into the message', () => {
  expect(() => checkOptions({ hosts: 'http://user:secret@host:1' })).toThrow(/^(?!.*secret)/)
})
