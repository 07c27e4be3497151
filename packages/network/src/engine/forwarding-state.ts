import type { Bucket, Flow, Group, GroupType } from '@vlcp/openflow'
import { Contributions } from './contributions.ts'
import type { Forwarding } from './forwarding.ts'
import type { Sink } from './stage.ts'

/** Flows and groups that became different since the last look; undefined says that they are no longer wanted. */
export interface ForwardingChanges {
  readonly flows: ReadonlyMap<string, Flow | undefined>
  readonly groups: ReadonlyMap<number, Group | undefined>
}

/** Who wants a flow or group: the stage of the engine, the entry it ran on, and the object it named. */
export interface Origin {
  readonly stage: string
  readonly object: string
}

interface Declared<T> {
  readonly value: T
  readonly object: string
}

/**
 * The flows and groups one switch should hold, each counted by who wants it. A group is put together from buckets that
 * single entries contribute, so that one more port costs one bucket and not a walk over the network.
 */
export class ForwardingState implements Sink<Forwarding> {
  #changedFlows = new Set<string>()
  #changedGroups = new Set<number>()
  readonly #flows = new Contributions<Declared<Flow>>((key) => this.#changedFlows.add(key))
  readonly #groups = new Contributions<Declared<GroupType>>((id) => this.#changedGroups.add(Number(id)))
  readonly #buckets = new Contributions<Declared<Bucket>>((key) =>
    this.#changedGroups.add(Number(key.split('/', 1)[0])),
  )
  readonly #bucketNames = new Map<number, Set<string>>()

  add(key: string, origin: string, forwarding: Forwarding): void {
    const at = key.slice(key.indexOf(' ') + 1)
    const { object } = forwarding
    switch (forwarding.kind) {
      case 'flow':
        this.#flows.add(at, origin, { object, value: forwarding.flow })
        return
      case 'group':
        this.#groups.add(at, origin, { object, value: forwarding.type })
        return
      case 'bucket':
        this.#nameBucket(forwarding.group, at)
        this.#buckets.add(at, origin, { object, value: forwarding.bucket })
        return
    }
  }

  remove(key: string, origin: string): void {
    const kind = key.slice(0, key.indexOf(' '))
    const at = key.slice(key.indexOf(' ') + 1)
    if (kind === 'flow') this.#flows.remove(at, origin)
    else if (kind === 'group') this.#groups.remove(at, origin)
    else {
      this.#buckets.remove(at, origin)
      if (this.#buckets.get(at) === undefined) this.#forgetBucket(at)
    }
  }

  flow(key: string): Flow | undefined {
    return this.#flows.get(key)?.value
  }

  group(id: number): Group | undefined {
    const type = this.#groups.get(String(id))?.value
    if (type === undefined) return undefined
    const names = [...(this.#bucketNames.get(id) ?? [])].toSorted()
    const buckets = names.map((name) => this.#buckets.get(name)?.value).filter((bucket) => bucket !== undefined)
    return { id, type, buckets }
  }

  flowKeys(): IterableIterator<string> {
    return this.#flows.keys()
  }

  *groupIds(): IterableIterator<number> {
    for (const id of this.#groups.keys()) yield Number(id)
  }

  *flows(): IterableIterator<readonly [string, Flow]> {
    for (const key of this.#flows.keys()) {
      const flow = this.flow(key)
      if (flow !== undefined) yield [key, flow]
    }
  }

  *groups(): IterableIterator<Group> {
    for (const id of this.groupIds()) {
      const group = this.group(id)
      if (group !== undefined) yield group
    }
  }

  /** Why a flow exists; the first origin is the one whose content is installed. */
  originsOfFlow(key: string): readonly Origin[] {
    return this.#originsOf(this.#flows, key)
  }

  originsOfGroup(id: number): readonly Origin[] {
    return this.#originsOf(this.#groups, String(id))
  }

  /** Flows on whose content their origins disagree: two ports with one address, for example. */
  conflicts(): readonly string[] {
    return [...this.#flows.keys()].filter((key) => this.#flows.disagree(key))
  }

  /** The flows and groups that may have changed since the last call, with their wanted content. */
  takeChanges(): ForwardingChanges {
    const flows = new Map([...this.#changedFlows].map((key) => [key, this.flow(key)]))
    const groups = new Map([...this.#changedGroups].map((id) => [id, this.group(id)]))
    this.#changedFlows = new Set()
    this.#changedGroups = new Set()
    return { flows, groups }
  }

  #originsOf<T>(contributions: Contributions<Declared<T>>, key: string): readonly Origin[] {
    return contributions.entries(key).map(({ origin, value }) => ({
      stage: origin.slice(0, origin.indexOf(':')),
      object: value.object,
    }))
  }

  #nameBucket(group: number, at: string): void {
    const names = this.#bucketNames.get(group)
    if (names === undefined) this.#bucketNames.set(group, new Set([at]))
    else names.add(at)
  }

  #forgetBucket(at: string): void {
    const group = Number(at.split('/', 1)[0])
    const names = this.#bucketNames.get(group)
    names?.delete(at)
    if (names?.size === 0) this.#bucketNames.delete(group)
  }
}
