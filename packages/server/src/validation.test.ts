import { fc, test } from '@fast-check/vitest'
import Type, { type TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import { OperationError } from './errors.ts'
import { compileValidator, type ValidateOptions } from './validation.ts'

const mac = Type.String({
  title: 'a MAC address',
  examples: ['02:00:00:00:00:01'],
  pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
})
const leaseTime = Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('infinite'), Type.Null()])
const port = Type.Object(
  { logicalnetwork: Type.String(), mac_address: Type.Optional(mac) },
  { additionalProperties: false },
)
const params = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1 })),
    type: Type.Optional(Type.String({ default: 'vlan' })),
    vlanid: Type.Optional(Type.Integer({ minimum: 1, maximum: 4094 })),
    lease_time: Type.Optional(leaseTime),
    ports: Type.Optional(Type.Array(port, { maxItems: 3 })),
    vlanrange: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]))),
    names: Type.Optional(Type.Array(Type.String(), { uniqueItems: true })),
    isexternal: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

function refusalOf(schema: TSchema, input: unknown, options?: ValidateOptions): { message: string; field?: string } {
  try {
    compileValidator(schema)(input, options)
  } catch (error) {
    if (!(error instanceof OperationError) || error.code !== 'invalid') throw error
    return { message: error.message, ...(error.field === undefined ? {} : { field: error.field }) }
  }
  throw new Error('was accepted')
}

describe('a refusal names the field, the expected form and the received value', () => {
  it.each([
    [{ vlanid: 'x' }, 'vlanid', 'vlanid: expected an integer between 1 and 4094, received "x"'],
    [{ vlanid: 5000 }, 'vlanid', 'vlanid: expected an integer between 1 and 4094, received 5000'],
    [{ id: '' }, 'id', 'id: expected a string that is not empty, received ""'],
    [{ id: null }, 'id', 'id: expected a string that is not empty, received null'],
    [
      { ports: [{ logicalnetwork: 'a' }, { logicalnetwork: 'a', mac_address: 'zz' }] },
      'ports[1].mac_address',
      'ports[1].mac_address: expected a MAC address such as "02:00:00:00:00:01", received "zz"',
    ],
    [
      { ports: [{}] },
      'ports[0].logicalnetwork',
      'ports[0].logicalnetwork is required: expected a string, received nothing',
    ],
    [
      { lease_time: 'soon' },
      'lease_time',
      'lease_time: expected an integer of at least 0, "infinite" or null, received "soon"',
    ],
    [{ ports: {} }, 'ports', 'ports: expected a list of at most 3 items, each an object, received an object'],
    [{ vlanrange: [[1, 'b']] }, 'vlanrange[0][1]', 'vlanrange[0][1]: expected an integer, received "b"'],
    [{ names: ['a', 'a'] }, 'names', 'names: must not have duplicate items, received a list of 2 items'],
    [
      { vlanid: 'y'.repeat(500) },
      'vlanid',
      `vlanid: expected an integer between 1 and 4094, received "${'y'.repeat(60)}"…`,
    ],
    [{ vlanId: 3 }, 'vlanId', 'there is no parameter "vlanId"; did you mean "vlanid"?'],
    [{ colour: 3 }, 'colour', 'there is no parameter "colour"'],
    [
      { ports: [{ macaddress: 'a' }] },
      'ports[0].macaddress',
      'there is no parameter "ports[0].macaddress"; did you mean "mac_address"?',
    ],
  ])('%j', (input, field, message) => {
    expect(refusalOf(params, input)).toEqual({ message, field })
  })

  it.each([3, null, 'x', []])('%j is no set of parameters', (input) => {
    const { message, field } = refusalOf(params, input)
    expect(message).toMatch(/^the parameters: expected an object, received/)
    expect(field).toBeUndefined()
  })
})

describe('free attributes', () => {
  const free = Type.Object({ id: Type.String() })
  const prefixed = Type.Object({ id: Type.String() }, { patternProperties: { '^x_': {} }, additionalProperties: false })

  it('are what the schema says', () => {
    expect(compileValidator(free)({ id: 'a', colour: 'red' })).toEqual({ id: 'a', colour: 'red' })
    expect(compileValidator(prefixed)({ id: 'a', x_colour: 1 })).toEqual({ id: 'a', x_colour: 1 })
    expect(refusalOf(prefixed, { id: 'a', colour: 1 }).field).toBe('colour')
  })

  it('are never called __proto__ and never nested without end', () => {
    expect(refusalOf(free, JSON.parse('{"id": "a", "x": [{"__proto__": {"y": 1}}]}')).field).toBe('x[0].__proto__')
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(refusalOf(free, { id: 'a', deep })).toMatchObject({ field: 'deep' })
  })

  it('lose control characters where their name is repeated', () => {
    expect(refusalOf(prefixed, { id: 'a', '\u001B[31m\n': 1 }).field).toBe('?[31m?')
  })
})

describe('text from a form or a command line', () => {
  const convert = compileValidator(params)

  it.each([
    [{ vlanid: '100' }, { vlanid: 100 }],
    [{ vlanid: '+0100' }, { vlanid: 100 }],
    [{ id: '100' }, { id: '100' }],
    [{ id: '1.10' }, { id: '1.10' }],
    [{ id: 'null' }, { id: 'null' }],
    [{ lease_time: '3600' }, { lease_time: 3600 }],
    [{ lease_time: 'infinite' }, { lease_time: 'infinite' }],
    [{ lease_time: 'null' }, { lease_time: null }],
    [{ isexternal: 'true' }, { isexternal: true }],
    [
      { vlanrange: '[[1, 20], ["30", 40]]' },
      {
        vlanrange: [
          [1, 20],
          [30, 40],
        ],
      },
    ],
    [{ ports: '[{"logicalnetwork": "7"}]' }, { ports: [{ logicalnetwork: '7' }] }],
  ])('%j', (written, expected) => {
    expect(convert(written, { text: true })).toEqual({ type: 'vlan', ...expected })
  })

  it('is not converted when it came as JSON', () => {
    expect(refusalOf(params, { vlanid: '100' }).field).toBe('vlanid')
  })

  it('is refused in the words of the caller', () => {
    expect(refusalOf(params, { vlanid: 'ten' }, { text: true }).message).toMatch(/received "ten"$/)
    expect(refusalOf(params, { ports: '[{"logicalnetwork": "a", "mac_address": "1"}]' }, { text: true }).field).toBe(
      'ports[0].mac_address',
    )
  })
})

describe('defaults', () => {
  it('stand in for missing members and leave the input alone', () => {
    const input = { id: 'a' }
    expect(compileValidator(params)(input)).toEqual({ id: 'a', type: 'vlan' })
    expect(input).toEqual({ id: 'a' })
  })
})

test.prop([fc.jsonValue(), fc.boolean()])(
  'any input is accepted or refused, and what is accepted fits',
  (input, text) => {
    const validate = compileValidator(params)
    let accepted: unknown
    try {
      accepted = validate(input, { text })
    } catch (error) {
      expect(error).toBeInstanceOf(OperationError)
      return
    }
    expect(validate(accepted)).toEqual(accepted)
  },
)
