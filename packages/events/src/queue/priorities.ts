import type { QueueNode } from './node.ts'
import { RoundRobin } from './round-robin.ts'

/** Those of one priority, which take turns. */
export class Turns extends RoundRobin<QueueNode, QueueNode> {
  readonly priority: number

  constructor(priority: number) {
    super((node) => node, 0)
    this.priority = priority
  }
}

/** What lies directly in a queue, the highest priority first. */
export class Priorities {
  #turns: Turns[] = []

  get next(): QueueNode | undefined {
    for (const { next } of this.#turns) if (next !== undefined) return next
    return undefined
  }

  place(node: QueueNode, priority: number): void {
    this.displace(node)
    let turns = this.#turns.find((one) => one.priority === priority)
    if (turns === undefined) {
      turns = new Turns(priority)
      this.#turns = [...this.#turns, turns].toSorted((a, b) => b.priority - a.priority)
    }
    turns.members += 1
    node.turns = turns
    if (node.isReady) turns.enter(node)
  }

  displace(node: QueueNode): void {
    const { turns } = node
    if (turns === undefined) return
    turns.leave(node)
    turns.members -= 1
    node.turns = undefined
    if (turns.members === 0) this.#turns = this.#turns.filter((one) => one !== turns)
  }
}
