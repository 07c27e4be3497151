import { stepsOf, valueAt } from './layout.ts'
import { ANY, type Matcher } from './matcher.ts'

interface Node {
  readonly events: Set<object>
  readonly children: Map<unknown, Node>
}

const create = (): Node => ({ events: new Set(), children: new Map() })

/** The inverse of a match tree: holds events and finds those a matcher would match, predicates included. */
export class EventIndex {
  readonly #root = create()

  add(event: object): void {
    // All are read first, since that may fail.
    const path = stepsOf(event).map((step) => valueAt(event, step))
    let node = this.#root
    for (const key of path) {
      let child = node.children.get(key)
      if (child === undefined) node.children.set(key, (child = create()))
      node = child
    }
    node.events.add(event)
  }

  delete(event: object): void {
    const path = [{ node: this.#root, key: undefined as unknown }]
    for (const step of stepsOf(event)) {
      const key = valueAt(event, step)
      const child = path.at(-1)?.node.children.get(key)
      if (child === undefined) return
      path.push({ node: child, key })
    }
    path.at(-1)?.node.events.delete(event)
    for (let at = path.length - 1; at > 0; at--) {
      const { node, key } = path[at] ?? { node: this.#root, key: undefined }
      if (node.events.size > 0 || node.children.size > 0) return
      path[at - 1]?.node.children.delete(key)
    }
  }

  /** Collected before anything is told, so that events may come and go meanwhile. */
  find(matcher: Matcher<object>): object[] {
    const found: object[] = []
    const walk = (node: Node, at: number): void => {
      if (at >= matcher.path.length) for (const event of node.events) found.push(event)
      const key = at < matcher.path.length ? matcher.path[at] : ANY
      if (key === ANY) for (const child of node.children.values()) walk(child, at + 1)
      else {
        const child = node.children.get(key)
        if (child !== undefined) walk(child, at + 1)
      }
    }
    walk(this.#root, 0)
    return found.filter((event) => matcher.matches(event))
  }
}
