import type { ReadableCollection } from './collection.ts'

/** How a rule looks at other collections; every look is remembered, and repeated when what it saw changes. */
export interface Reader {
  get<V>(collection: ReadableCollection<V>, key: string): V | undefined
  lookup<V>(collection: ReadableCollection<V>, index: string, value: string): readonly (readonly [string, V])[]
}

/** A pure function from one entry, and what it looks up, to keyed results. */
export type Rule<S, R> = (entry: S, key: string, read: Reader) => Iterable<readonly [string, R]>

/** Where the results of a stage go. */
export interface Sink<R> {
  add(key: string, origin: string, value: R): void
  remove(key: string, origin: string): void
}

/** One application of a rule to one entry: what it read and what it yielded. */
export interface Call {
  readonly stage: Stage
  readonly key: string
  readonly results: Map<string, unknown>
  forget: (() => void)[]
}

/** One rule over one source collection. Stages run in the order of their level; a rule reads lower levels only. */
export interface Stage {
  readonly name: string
  readonly level: number
  readonly source: ReadableCollection<unknown>
  readonly rule: Rule<unknown, unknown>
  readonly sink: Sink<unknown>
  readonly calls: Map<string, Call>
  readonly dirty: Set<string>
}
