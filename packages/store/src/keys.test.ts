import { expect, test } from 'vitest'
import fc from 'fast-check'
import Type from 'typebox'
import { escapePart, keyOf, partsOf, storageKey, unescapePart } from './keys.ts'
import { objectClass } from './object-class.ts'

const Port = objectClass({
  name: 'port',
  prefix: 'test.port',
  keys: ['bridge', 'name'],
  schema: Type.Object({ bridge: Type.String(), name: Type.String() }),
})

test('keys are written as in the reference', () => {
  expect(escapePart('a.b+c')).toBe('a++b+_c')
  expect(storageKey(Port, ['br.0', 'eth0+1'])).toBe('test.port.br++0.eth0+_1')
  expect(keyOf(Port, { bridge: '', name: '%' })).toBe('test.port..%')
})

test('every text survives escaping, and an escaped part holds no dot', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '.', '+', '_', 'ä') }), (text) => {
      expect(escapePart(text)).not.toContain('.')
      expect(unescapePart(escapePart(text))).toBe(text)
    }),
  )
})

test('a key gives its parts back, and only a key of the class does', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (bridge, name) => {
      expect(partsOf(Port, storageKey(Port, [bridge, name]))).toEqual([bridge, name])
    }),
  )
  for (const foreign of ['test.port', 'test.port.a', 'test.port.a.b.c', 'test.ports.a.b', 'test.port.a.b+x']) {
    expect(partsOf(Port, foreign), foreign).toBeUndefined()
  }
})

test('the wrong number of identity fields is refused', () => {
  expect(() => storageKey(Port as never, 'one' as never)).toThrow('the key needs bridge, name')
})
