import type { Answer } from './messages.ts'

/** So many are remembered; a reader that comes back with an older one reads afresh, which does no harm. */
const mostTold = 10_000

/**
 * Notices that another cluster answers than before, or one that was restored from a copy: by the cluster's id, and by
 * raft's term, which never decreases otherwise. Of revisions only those count then that were told since.
 */
export class Incarnation {
  #clusterId: string | undefined
  #term = 0
  /** Undefined for the first cluster, which has told everything. */
  #told: Set<number> | undefined

  /** @param answer One that the cluster has agreed on, as to a linearizable read */
  see({ header: { clusterId, raftTerm } }: Answer): void {
    const term = Number(raftTerm)
    if (this.#clusterId !== undefined && (clusterId !== this.#clusterId || term < this.#term)) this.#told = new Set()
    this.#clusterId = clusterId
    this.#term = term
  }

  /** A reader has got to know this revision. */
  tell(revision: number): void {
    if (this.#told === undefined) return
    this.#told.add(revision)
    for (const oldest of this.#told) {
      if (this.#told.size <= mostTold) return
      this.#told.delete(oldest)
    }
  }

  /** False when an earlier cluster must have told it. */
  hasTold(revision: number): boolean {
    return this.#told === undefined || this.#told.has(revision)
  }
}
