import { dispatch, OperationError } from '@vlcp/server'
import { type Driver, MemorySpace, openMemory, Store } from '@vlcp/store'
import { expect } from 'vitest'
import { viperflow } from './viperflow.ts'

/** One object as an operation shows it. */
export type Shown = Record<string, unknown>

/** The model over an in-memory store, called as the gateway calls it. */
export interface TestModel {
  readonly space: MemorySpace
  readonly driver: Driver
  readonly store: Store
  /** Calls an operation of viperflow and returns its result. */
  readonly call: (operation: string, params?: object) => Promise<unknown>
  /** The same, for results that are lists. */
  readonly list: (operation: string, params?: object) => Promise<Shown[]>
  /** Expects the refusal `code field` and that nothing was stored; returns the message. */
  readonly refused: (operation: string, params: object, code: string, field?: string) => Promise<string>
}

export function createTestModel(space = new MemorySpace()): TestModel {
  const driver = openMemory(space)
  const store = new Store(driver, { checkDeterminism: true })
  const defects: unknown[] = []
  const dispatcher = dispatch([viperflow(store)], { onDefect: (error) => defects.push(error) })
  const call = async (operation: string, params: object = {}): Promise<unknown> => {
    const result = dispatcher.call('viperflow', operation, params)
    await result.catch(() => expect(defects).toEqual([]))
    return result
  }
  const refused: TestModel['refused'] = async (operation, params, code, field) => {
    const before = space.revision
    const error: unknown = await call(operation, params).then(
      (result) => expect.fail(`${operation} answered ${JSON.stringify(result)}`),
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(OperationError)
    if (!(error instanceof OperationError)) throw error
    expect({ code: error.code, field: error.field, message: error.message }).toMatchObject({ code, field })
    expect(space.revision).toBe(before)
    return error.message
  }
  return {
    space,
    driver,
    store,
    call,
    list: async (operation, params) => (await call(operation, params)) as Shown[],
    refused,
  }
}
