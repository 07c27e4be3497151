import type { Flow, Instruction, Match } from '@vlcp/openflow'
import {
  type Engine,
  type Forwarding,
  type ForwardingState,
  keyed,
  type ReadableCollection,
  type Reader,
} from '../engine/index.ts'
import type { Layout, TableRequest } from '../pipeline/layout.ts'
import { cookieOf } from '../pipeline/ownership.ts'
import type { View } from '../view/view.ts'

/** What a rule of a feature says of a flow; the cookie follows from feature and object. */
export interface FlowWish {
  readonly table: string
  readonly priority: number
  readonly match: Match
  readonly instructions: readonly Instruction[]
  /** The model object the flow is for, see `objectName`; the empty text for flows that are always there. */
  readonly object: string
}

/**
 * A network feature: the tables it needs, and pure rules from entries of the view to flows and groups. A feature reads
 * nothing but what its rules are given and never talks to a switch (law 1).
 */
export interface Feature {
  readonly name: string
  /** Stands in the cookie of every flow of the feature; never reused for another one. */
  readonly number: number
  readonly tables: readonly TableRequest[]
  install(context: FeatureContext): void
}

/** What a feature is given to declare its rules. */
export class FeatureContext {
  readonly view: View
  readonly layout: Layout
  readonly #feature: Feature
  readonly #engine: Engine
  readonly #state: ForwardingState

  constructor(feature: Feature, engine: Engine, view: View, layout: Layout, state: ForwardingState) {
    this.#feature = feature
    this.#engine = engine
    this.view = view
    this.layout = layout
    this.#state = state
  }

  /** Declares that every entry of `source` makes the flows and groups that `rule` yields for it. */
  forEach<S>(source: ReadableCollection<S>, rule: (entry: S, key: string, read: Reader) => Iterable<Forwarding>): void {
    this.#engine.output<S, Forwarding>(
      `${this.#feature.name}(${source.name})`,
      source,
      function* (entry, key, read) {
        for (const forwarding of rule(entry, key, read)) yield keyed(forwarding)
      },
      this.#state,
    )
  }

  flow({ table, object, ...rest }: FlowWish): Forwarding {
    const flow: Flow = { ...rest, table: this.layout.table(table).id, cookie: cookieOf(this.#feature.number, object) }
    return { kind: 'flow', flow, object }
  }

  /** Number of the table that follows `table` in its path, for goto instructions. */
  next(table: string): number {
    const { next } = this.layout.table(table)
    if (next === undefined) throw new RangeError(`table ${table} is the last of its path`)
    return next
  }
}
