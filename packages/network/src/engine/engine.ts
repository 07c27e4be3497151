import { isDeepStrictEqual } from 'node:util'
import { Collection, type IndexFunctions, type ReadableCollection } from './collection.ts'
import { Contributions } from './contributions.ts'
import { Dependencies } from './dependencies.ts'
import type { Call, Reader, Rule, Sink, Stage } from './stage.ts'

/** A rule threw: a defect of the feature. Its entry yields nothing until it changes; everything else goes on. */
export interface Fault {
  readonly stage: string
  readonly key: string
  readonly error: unknown
}

/**
 * The incremental engine. Rules turn entries of collections into entries of derived collections and, at the end, into
 * flows and groups. The engine remembers what each call of a rule read and what it yielded, so a change re-runs only
 * the calls that saw something else before (law 3: cost follows the change).
 *
 *     input collections ──rule──► derived collections ──rule──► … ──rule──► flows, groups
 *          level 0                     level 1                                level n
 *
 * The result is a function of the inputs alone: the same inputs give the same output, in whatever order they came.
 */
export class Engine {
  readonly #stages: Stage[] = []
  readonly #levels = new Map<ReadableCollection<unknown>, number>()
  readonly #dependencies = new Dependencies()
  readonly #faults = new Map<string, Fault>()
  readonly #stop: (() => void)[] = []
  readonly #onDirty: () => void
  #announced = false
  #runs = 0

  /** @param onDirty told, once until the next settling, that an input changed and {@link settle} has work to do */
  constructor(onDirty: () => void = () => undefined) {
    this.#onDirty = onDirty
  }

  /** How many calls of rules were made since the start: the cost that tests hold against the size of a change. */
  get runs(): number {
    return this.#runs
  }

  get faults(): readonly Fault[] {
    return [...this.#faults.values()]
  }

  /** Adds a collection whose entries are the results of `rule` over the entries of `source`. */
  derive<S, D>(
    name: string,
    source: ReadableCollection<S>,
    rule: Rule<S, D>,
    indexes: IndexFunctions<D> = {},
  ): Collection<D> {
    const derived = new Collection<D>(name, indexes)
    const contributions = new Contributions<D>((key, value) => {
      if (value === undefined) derived.delete(key)
      else derived.set(key, value)
    })
    this.output(name, source, rule, contributions)
    this.#watch(derived, this.#stages.length)
    return derived
  }

  /** Sends the results of `rule` over the entries of `source` to a sink outside the engine. */
  output<S, R>(name: string, source: ReadableCollection<S>, rule: Rule<S, R>, sink: Sink<R>): void {
    this.#watch(source, 0)
    const stage: Stage = {
      name,
      level: this.#stages.length + 1,
      source,
      rule: rule as Rule<unknown, unknown>,
      sink: sink as Sink<unknown>,
      calls: new Map(),
      dirty: new Set(),
    }
    for (const [key] of source.entries()) stage.dirty.add(key)
    this.#stages.push(stage)
  }

  /** Runs every call whose reads changed, lower levels first. */
  settle(): void {
    this.#announced = true
    for (const stage of this.#stages) {
      // A stage writes only to higher levels, so its own dirty set cannot grow while it runs.
      for (const key of stage.dirty) this.#run(stage, key)
      stage.dirty.clear()
    }
    this.#announced = false
  }

  /** Stops listening to the input collections. */
  close(): void {
    for (const stop of this.#stop.splice(0)) stop()
  }

  #watch(collection: ReadableCollection<unknown>, level: number): void {
    if (this.#levels.has(collection)) return
    this.#levels.set(collection, level)
    this.#stop.push(
      collection.observe((change) => {
        for (const stage of this.#stages) if (stage.source === collection) stage.dirty.add(change.key)
        for (const call of this.#dependencies.concernedBy(collection, change)) call.stage.dirty.add(call.key)
        this.#announce()
      }),
    )
  }

  #announce(): void {
    if (this.#announced || this.#stages.every(({ dirty }) => dirty.size === 0)) return
    this.#announced = true
    this.#onDirty()
  }

  #run(stage: Stage, key: string): void {
    const origin = `${stage.name}:${key}`
    const call: Call = stage.calls.get(key) ?? { stage, key, results: new Map(), forget: [] }
    for (const forget of call.forget.splice(0)) forget()
    this.#faults.delete(origin)
    const entry = stage.source.get(key)
    const results = entry === undefined ? new Map<string, unknown>() : this.#call(stage, call, entry)
    for (const [at, value] of results) {
      if (!call.results.has(at) || !isDeepStrictEqual(call.results.get(at), value)) stage.sink.add(at, origin, value)
    }
    for (const at of call.results.keys()) if (!results.has(at)) stage.sink.remove(at, origin)
    call.results.clear()
    for (const [at, value] of results) call.results.set(at, value)
    if (entry === undefined) stage.calls.delete(key)
    else stage.calls.set(key, call)
  }

  #call(stage: Stage, call: Call, entry: unknown): Map<string, unknown> {
    this.#runs++
    try {
      return new Map(stage.rule(entry, call.key, this.#reader(stage, call)))
    } catch (error) {
      this.#faults.set(`${stage.name}:${call.key}`, { stage: stage.name, key: call.key, error })
      return new Map()
    }
  }

  #reader(stage: Stage, call: Call): Reader {
    const check = (collection: ReadableCollection<unknown>): void => {
      this.#watch(collection, 0)
      if ((this.#levels.get(collection) ?? 0) >= stage.level) {
        throw new RangeError(`rule ${stage.name} reads ${collection.name}, which is computed after it`)
      }
    }
    return {
      get: (collection, key) => {
        check(collection)
        call.forget.push(this.#dependencies.readKey(collection, key, call))
        return collection.get(key)
      },
      lookup: (collection, index, value) => {
        check(collection)
        call.forget.push(this.#dependencies.readIndex(collection, index, value, call))
        return collection.lookup(index, value)
      },
    }
  }
}
