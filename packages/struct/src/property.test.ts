import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backend } from './codec.ts'
import { StructError } from './index.ts'
import type { Type } from './index.ts'
import { valuesOf } from './testing/arbitrary.ts'
import { hexOf, onBoth } from './testing/both.ts'
import { familyType, structType } from './testing/definition.ts'

/** More runs: `STRUCT_FUZZ_RUNS=100000 npx vitest run packages/struct/src/property.test.ts`. */
const numRuns = Number(process.env['STRUCT_FUZZ_RUNS'] ?? 150)
const timeout = 20_000 + numRuns * 20

const definition: fc.Arbitrary<Type<unknown>> = fc
  .oneof(structType(2, true), structType(1, false), familyType(1))
  .map((type) => Object.assign(type, { [fc.toStringMethod]: () => type.describe() }))
const withValue = definition.chain((type) => fc.tuple(fc.constant(type), valuesOf(type)))

/** Bytes around the input that no decoder may look at. */
function surrounded(bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 64).fill(0xaa)
  room.set(bytes, 32)
  return room.subarray(32, 32 + bytes.length)
}

function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    return { code: error.code, path: error.path, offset: error.offset, message: error.message }
  }
}

function onEach<T>(run: () => T): [T, T] {
  backend.use('compiled')
  const compiled = run()
  backend.use('interpreted')
  const interpreted = run()
  backend.use('compiled')
  return [compiled, interpreted]
}

onBoth('random definitions × random values', () => {
  it(
    'decode ∘ encode is the identity',
    () => {
      fc.assert(
        fc.property(withValue, ([type, value]) => {
          const bytes = type.encode(value)
          const back = type.decode(surrounded(bytes))
          expect(type.diff(back, value)).toEqual([])
          expect(hexOf(type.encode(back))).toBe(hexOf(bytes))
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'parse never claims more than it has and asks for more until the value is whole',
    () => {
      fc.assert(
        fc.property(withValue, fc.nat(), ([type, value], cut) => {
          fc.pre(!type.node.open)
          const bytes = type.encode(value)
          const whole = type.parse(surrounded(bytes))
          expect(whole.length).toBe(bytes.length)
          if (bytes.length === 0) return
          const part = bytes.subarray(0, cut % bytes.length)
          const { need } = type.parse(surrounded(part))
          expect(need).toBeGreaterThan(part.length)
          expect(need).toBeLessThanOrEqual(bytes.length)
        }),
        { numRuns },
      )
    },
    timeout,
  )
})

describe('random definitions × random bytes', () => {
  const damaged = withValue.chain(([type, value]) =>
    fc.tuple(
      fc.constant(type),
      fc.constant(type.encode(value)),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.nat(3),
    ),
  )

  it(
    'gives a value or a StructError, the same from both back ends',
    () => {
      const before = backend.disagreements
      fc.assert(
        fc.property(damaged, ([type, bytes, changes, cut]) => {
          for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
          const input = surrounded(bytes.slice(0, Math.max(0, bytes.length - cut)))
          const [compiled, interpreted] = onEach(() => outcome(() => type.decode(input)))
          expect(compiled).toEqual(interpreted)
          const parsed = onEach(() => (type.node.open ? undefined : outcome(() => type.parse(input))))
          expect(parsed[0]).toEqual(parsed[1])
        }),
        { numRuns: numRuns * 2 },
      )
      expect(backend.disagreements).toBe(before)
    },
    timeout,
  )

  it(
    'takes a number of steps that is linear in the input',
    () => {
      fc.assert(
        fc.property(definition, fc.uint8Array({ maxLength: 400 }), (type, bytes) => {
          backend.use('interpreted')
          outcome(() => type.decode(bytes))
          backend.use('compiled')
          expect(backend.steps).toBeLessThan(stepsOfDefinition(type) * (bytes.length + 8))
        }),
        { numRuns },
      )
    },
    timeout,
  )
})

/** How much a definition can make of one byte: its own size, which the input does not change. */
function stepsOfDefinition(type: Type<unknown>): number {
  return 8 + 4 * type.layout().length
}

describe('random definitions × good values', () => {
  it(
    'are encoded to the same bytes by both back ends, and not a byte beside them',
    () => {
      fc.assert(
        fc.property(withValue, ([type, value]) => {
          const [compiled, interpreted] = onEach(() => {
            const target = new Uint8Array(type.sizeOf(value) + 24).fill(0xaa)
            type.encodeInto(value, target, 8)
            return hexOf(target)
          })
          expect(compiled).toBe(interpreted)
        }),
        { numRuns },
      )
    },
    timeout,
  )
})

describe('random definitions × damaged values', () => {
  const junk = fc.oneof(fc.constantFrom(undefined, null, -1, 1.5, '7', 2n ** 70n, true, [], {}), fc.object())

  it(
    'are encoded or refused alike by both back ends',
    () => {
      const before = backend.disagreements
      fc.assert(
        fc.property(withValue, fc.nat(), junk, ([type, value], pick, bad) => {
          const object = { ...(value as Record<string, unknown>) }
          const keys = [...Object.keys(object), 'other']
          object[keys[pick % keys.length] ?? 'other'] = bad
          const [compiled, interpreted] = onEach(() => outcome(() => hexOf(type.encode(object))))
          expect(compiled).toEqual(interpreted)
        }),
        { numRuns: numRuns * 2 },
      )
      expect(backend.disagreements).toBe(before)
    },
    timeout,
  )
})

describe('text', () => {
  it(
    'parseText ∘ format and load ∘ JSON ∘ dump are identities',
    () => {
      fc.assert(
        fc.property(withValue, ([type, value]) => {
          expect(type.diff(type.parseText(type.format(value)), value)).toEqual([])
          expect(type.diff(type.load(JSON.parse(JSON.stringify(type.dump(value)))), value)).toEqual([])
        }),
        { numRuns },
      )
    },
    timeout,
  )
})
