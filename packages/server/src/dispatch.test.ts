import Type from 'typebox'
import { describe, expect, it, vi } from 'vitest'
import { dispatch } from './dispatch.ts'
import { OperationError } from './errors.ts'
import { operation, type OperationModule } from './operation.ts'

const add = operation({
  name: 'add',
  summary: 'Adds two numbers',
  params: Type.Object({ a: Type.Integer(), b: Type.Integer({ default: 1 }) }, { additionalProperties: false }),
  mutates: false,
  run: ({ a, b }) => a + b,
})

function hanging(seen: AbortSignal[]): OperationModule['operations'][number] {
  return operation({
    name: 'hang',
    summary: 'Never answers',
    params: Type.Object({}),
    mutates: true,
    run: (_, { signal }) => {
      seen.push(signal)
      return new Promise(() => undefined)
    },
  })
}

function failing(error: unknown): OperationModule['operations'][number] {
  return operation({
    name: 'fail',
    summary: 'Fails',
    params: Type.Object({}),
    mutates: true,
    run: () => {
      throw error
    },
  })
}

function moduleOf(...operations: OperationModule['operations']): OperationModule {
  return { name: 'calc', summary: 'Calculates', operations }
}

describe('call', () => {
  it('validates, completes and runs', async () => {
    const { call } = dispatch([moduleOf(add)])
    expect(await call('calc', 'add', { a: 2, b: 3 })).toBe(5)
    expect(await call('calc', 'add', { a: '2' }, { text: true })).toBe(3)
    await expect(call('calc', 'add', { a: '2' })).rejects.toMatchObject({ code: 'invalid', field: 'a' })
  })

  it('suggests the name that was meant', async () => {
    const { call } = dispatch([moduleOf(add)])
    await expect(call('clac', 'add', {})).rejects.toMatchObject({
      code: 'unknown_operation',
      message: 'there is no module "clac"; did you mean "calc"?',
    })
    await expect(call('calc', 'ad', {})).rejects.toMatchObject({
      code: 'unknown_operation',
      message: 'module calc has no operation "ad"; did you mean "add"?',
    })
    await expect(call('calc', '__proto__', {})).rejects.toMatchObject({ code: 'unknown_operation' })
  })

  it('passes refusals on and hides defects', async () => {
    const onDefect = vi.fn<(error: unknown, operation: string) => void>()
    const refusal = new OperationError('conflict', 'taken', 'id')
    await expect(dispatch([moduleOf(failing(refusal))], { onDefect }).call('calc', 'fail', {})).rejects.toBe(refusal)
    expect(onDefect).not.toHaveBeenCalled()
    const defect = new TypeError('x is not a function')
    await expect(dispatch([moduleOf(failing(defect))], { onDefect }).call('calc', 'fail', {})).rejects.toMatchObject({
      code: 'internal',
      cause: defect,
    })
    expect(onDefect).toHaveBeenCalledWith(defect, 'calc.fail')
  })

  it('ends at the deadline and tells the operation', async () => {
    const seen: AbortSignal[] = []
    const { call } = dispatch([moduleOf(hanging(seen))], { callTimeoutMs: 5 })
    await expect(call('calc', 'hang', {})).rejects.toMatchObject({ code: 'unavailable' })
    expect(seen[0]?.aborted).toBe(true)
  })

  it('ends when the caller goes away, before or during the call', async () => {
    const seen: AbortSignal[] = []
    const { call } = dispatch([moduleOf(hanging(seen))])
    const controller = new AbortController()
    const answer = call('calc', 'hang', {}, { signal: controller.signal })
    controller.abort()
    await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
    await expect(call('calc', 'hang', {}, { signal: controller.signal })).rejects.toMatchObject({ code: 'unavailable' })
    expect(seen.map((signal) => signal.aborted)).toEqual([true])
  })
})

describe('registration', () => {
  it.each([
    ['two modules of one name', [moduleOf(), moduleOf()], 'module "calc" is declared twice'],
    ['two operations of one name', [moduleOf(add, add)], 'operation of module calc "add" is declared twice'],
    ['an operation called discover', [moduleOf({ ...add, name: 'discover' })], '"discover" is declared twice'],
    ['a name that fits no URL', [moduleOf({ ...add, name: 'a/b' })], '"a/b": a name is lower-case'],
  ])('refuses %s', (_, modules, message) => {
    expect(() => dispatch(modules)).toThrow(message)
  })
})

describe('discover', () => {
  it('names the operations', async () => {
    const answer = await dispatch([moduleOf(add)]).call('calc', 'discover', {})
    expect(answer).toMatchObject({ add: 'Adds two numbers', discover: expect.any(String) })
  })

  it('describes their parameters with details', async () => {
    const answer = await dispatch([moduleOf(add)]).call('calc', 'discover', { details: true })
    expect(answer).toMatchObject({
      add: {
        description: 'Adds two numbers',
        mutates: false,
        extra: false,
        parameters: [
          { name: 'a', optional: false, type: 'an integer' },
          { name: 'b', optional: true, default: 1, type: 'an integer' },
        ],
        schema: { type: 'object', required: ['a', 'b'] },
      },
    })
  })

  it('says where further attributes are taken', async () => {
    const params = Type.Object({}, { additionalProperties: false, patternProperties: { '^x_': {} } })
    const open = { name: 'open', summary: 'Takes more', params, mutates: false, run: () => null }
    const answer = await dispatch([moduleOf(open)]).call('calc', 'discover', { details: true })
    expect(answer).toMatchObject({ open: { extra: true } })
  })
})
