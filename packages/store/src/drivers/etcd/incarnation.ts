import type { Answer } from './messages.ts'
import { revisionOf } from './messages.ts'

/**
 * Notices that another cluster answers than before, or one that was restored from a copy: by the cluster's id, and by
 * raft's term, which never decreases otherwise. Revisions told before that mean nothing any more.
 */
export class Incarnation {
  #clusterId: string | undefined
  #term = 0
  #firstRevision = 0

  /** @param answer One that the cluster has agreed on, as to a linearizable read */
  see(answer: Answer): void {
    const { clusterId, raftTerm } = answer.header
    const term = Number(raftTerm)
    const isOther = this.#clusterId !== undefined && (clusterId !== this.#clusterId || term < this.#term)
    if (isOther) this.#firstRevision = revisionOf(answer)
    this.#clusterId = clusterId
    this.#term = term
  }

  /** False when the revision must have been told by an earlier cluster. */
  knows(revision: number): boolean {
    return revision >= this.#firstRevision
  }
}
