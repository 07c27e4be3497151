import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { domainNames } from './domain-names.ts'

it('reads compressed names as the example of RFC 3397, 2', () => {
  const bytes = fromHex('03656e67 056170706c65 03636f6d 00 096d61726b6574696e67 c004')
  expect(domainNames.decode(bytes)).toEqual(['eng.apple.com', 'marketing.apple.com'])
})

it('writes what it reads, with escapes', () => {
  const names = ['example.com', 'a\\.b.org', 'tab\\009x', '']
  const bytes = domainNames.encode(names)
  expect(toHex(bytes).slice(0, 26)).toBe('076578616d706c6503636f6d00')
  expect(domainNames.decode(bytes)).toEqual(names)
})

it('refuses names that do not end, point forward or at themselves', () => {
  for (const bytes of ['0361', '03616263', 'c000', 'c002', '40', '0161c0'])
    expect(() => domainNames.decode(fromHex(bytes)), bytes).toThrow()
})

it('refuses names that cannot be written', () => {
  for (const name of ['a..b', 'x'.repeat(64), `${'abcdefg.'.repeat(40)}com`, '☃'])
    expect(() => domainNames.encode([name]), name).toThrow()
})
