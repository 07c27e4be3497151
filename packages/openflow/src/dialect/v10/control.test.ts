import { describe, expect, it } from 'vitest'
import { extended, plain, octets, put } from '../../testing/dialect-10.ts'
import { UnsupportedError } from '../dialect.ts'

describe('the session', () => {
  it('has these messages', () => {
    const data = new Uint8Array([1])
    expect(octets(plain.hello(1, [1]))).toBe('0100000800000001')
    expect(octets(plain.hello(1, [1, 4]))).toBe('010000100000000100010008' + '00000012')
    expect(octets(plain.echoRequest(2, data))).toBe('010200090000000201')
    expect(octets(plain.echoReply(2, data))).toBe('010300090000000201')
    expect(octets(plain.featuresRequest(3))).toBe('0105000800000003')
    expect(octets(plain.barrierRequest(4))).toBe('0112000800000004')
    expect(octets(plain.setMissLength(5, 128))).toBe('0109000c0000000500000080')
    expect(octets(plain.error(6, 1, 2, data))).toBe('0101000d000000060001000201')
    expect(octets(extended.roleRequest(7, 'master', 5n))).toBe('0104001400000007000023200000000a00000001')
  })

  it('refuses what needs later versions or the extension', () => {
    expect(() => plain.roleRequest(1, 'master', 1n)).toThrow(UnsupportedError)
    expect(() => extended.roleRequest(1, 'nochange', 1n)).toThrow(UnsupportedError)
    expect(() => extended.bundleControl(1, 1, 'open')).toThrow(UnsupportedError)
    expect(() => extended.bundleAdd(1, 1, put(plain, {}))).toThrow(UnsupportedError)
  })
})
