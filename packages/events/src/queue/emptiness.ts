import type { QueueNode } from './node.ts'

/** Who waits for queues of a tree to be empty. They are told when the last event has been delivered, not when it is taken out. */
export class Emptiness {
  readonly #waiting = new Map<QueueNode, (() => void)[]>()
  #drained: QueueNode[] = []

  wait(node: QueueNode): Promise<void> {
    if (node.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(node)
      if (waiting === undefined) this.#waiting.set(node, [resolve])
      else waiting.push(resolve)
    })
  }

  /** Nothing is left in here, for now. */
  note(node: QueueNode): void {
    if (this.#waiting.has(node)) this.#drained.push(node)
  }

  /** Tells those whose queues are still empty. */
  settle(): void {
    if (this.#drained.length === 0) return
    for (const node of this.#drained.splice(0)) {
      const waiting = this.#waiting.get(node)
      if (node.size > 0 || waiting === undefined) continue
      this.#waiting.delete(node)
      for (const resolve of waiting) resolve()
    }
  }
}
