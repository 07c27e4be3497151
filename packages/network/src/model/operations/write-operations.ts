import { type CallContext, type Operation, operation } from '@vlcp/server'
import type { Store, Transaction } from '@vlcp/store'
import Type, { type TObject, type TProperties } from 'typebox'
import type { Item } from '../attributes.ts'
import { Batch } from '../batch.ts'
import { declaredOnly } from '../free-attributes.ts'
import { translateErrors } from './translate-errors.ts'

/** Most elements of one batch. */
const longestBatch = 10_000

/** One thing that can be done to objects of a class, alone or in batches. */
export interface WriteDefinition {
  readonly verb: 'create' | 'update' | 'delete'
  /** `logicalport`: the operations are `createlogicalport` and `createlogicalports`. */
  readonly noun: string
  /** Words for the summaries: `logical port`. */
  readonly words: string
  /** The list parameter of the batch form: `ports`. */
  readonly listParameter: string
  /** Parameters of the single form. */
  readonly item: TObject
  /** Parameters of an element of the batch form, where they differ. */
  readonly batchItem?: TObject
  /** Prepares what must be the same when the transaction runs again, such as random ids. */
  readonly prepare?: (item: Item) => Item
  /** Does it inside a transaction; what it returns is the result. */
  readonly run: (tx: Transaction, batch: Batch) => Promise<unknown>
  /** The parameter behind a unique index or a key, for errors that are found when the transaction ends. */
  readonly identify: (item: Item) => string
}

/** The single and the batch form of a write; a batch is one transaction, in which any failing element fails all. */
export function writeOperations(store: Store, definition: WriteDefinition): Operation[] {
  const { verb, noun, words, listParameter, item, batchItem = item, prepare = (same) => same } = definition
  const act = async (batch: Batch, { signal }: CallContext): Promise<unknown> => {
    const run = (): Promise<unknown> =>
      store.transact((tx) => definition.run(tx, batch), { signal }).then((done) => done.value)
    return translateErrors(run, batch, definition.identify)
  }
  const title = verb.charAt(0).toUpperCase() + verb.slice(1)
  return [
    operation({
      name: `${verb}${noun}`,
      summary: `${title}s a ${words}`,
      params: item,
      mutates: true,
      run: (params, context) => act(Batch.single(prepare(params)), context),
    }),
    operation({
      name: `${verb}${noun}s`,
      summary: `${title}s ${words}s, all or none`,
      params: Type.Object({ [listParameter]: listOrOne(batchItem) }, declaredOnly),
      mutates: true,
      run: (params, context) => {
        const given: unknown = Reflect.get(params, listParameter)
        const prepared = Array.isArray(given) ? given.map((each: Item) => prepare(each)) : prepare(given as Item)
        return act(Batch.list(listParameter, prepared), context)
      },
    }),
  ]
}

/**
 * A list of elements, or one element as it is. Said without a union, because errors inside a union do not name the
 * element: each keyword concerns only values of its own type.
 */
function listOrOne(item: TObject): TProperties[string] {
  return Type.Unsafe<unknown>({ ...item, type: ['array', 'object'], items: item, maxItems: longestBatch })
}
