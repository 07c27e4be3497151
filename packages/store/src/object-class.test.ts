import { expect, expectTypeOf, test } from 'vitest'
import Type from 'typebox'
import { objectClass, type KeyOf } from './object-class.ts'
import type { Port } from './test-classes.suite.ts'

test('a declaration that contradicts itself is refused', () => {
  const schema = Type.Object({ id: Type.String() })
  expect(() => objectClass({ name: 'A b', prefix: 'x', keys: ['id'], schema })).toThrow('the name')
  expect(() => objectClass({ name: 'a', prefix: 'x.', keys: ['id'], schema })).toThrow('the prefix')
  expect(() => objectClass({ name: 'a', prefix: 'x', keys: ['no'] as never, schema })).toThrow(
    'no is not in the schema',
  )
  const misnamed = { 'Mac.address': ['id'] } as const
  expect(() => objectClass({ name: 'a', prefix: 'x', keys: ['id'], schema, unique: misnamed })).toThrow('index name')
})

test('the type of an object is read-only at every depth', () => {
  expectTypeOf<Port['tags']>().toEqualTypeOf<readonly string[] | undefined>()
  expectTypeOf<KeyOf<readonly ['id']>>().toEqualTypeOf<string>()
  expectTypeOf<KeyOf<readonly ['a', 'b']>>().toEqualTypeOf<readonly [string, string]>()
})
