const mostTags = 4096

/**
 * Which history the revisions belong to that this driver has told. A server that comes back with an older dump counts
 * on from there, and soon has other commits under the same numbers. The tag of a revision is a digest of everything up
 * to it, so equal tags are equal histories.
 */
export class History {
  readonly #tags = new Map<number, string>([[0, '']])

  tell(revision: number, tag: string): void {
    if (this.#tags.get(revision) === tag) return
    // Set anew, so that it stands at the end: the oldest are forgotten first.
    this.#tags.delete(revision)
    this.#tags.set(revision, tag)
    if (this.#tags.size > mostTags) for (const oldest of this.#tags.keys()) return void this.#tags.delete(oldest)
  }

  /** The tag of a revision; empty when it is not known. */
  tagOf(revision: number): string {
    return this.#tags.get(revision) ?? ''
  }
}
