import type { KeyRange } from './messages.ts'

/**
 * Where things stand on the server:
 *
 *     vlcp/<space>/data/<key>                   a key of the store
 *     vlcp/<space>/meta/answers/<driver>/<n>    what became of a commit, see slots.ts
 *     vlcp/<space>/meta/lock                    a commit of many guards is under way, see large-commit.ts
 *     vlcp/<space>/meta/tick                    written to make the feed move on, see progress.ts
 */
export class Layout {
  /** Everything of this space, for the feed. */
  readonly everything: KeyRange
  readonly lock: Buffer
  readonly tick: Buffer
  readonly #root: string
  readonly #data: Buffer

  constructor(space: string) {
    this.#root = `vlcp/${space}/`
    this.#data = Buffer.from(`${this.#root}data/`)
    this.everything = rangeUnder(Buffer.from(this.#root))
    this.lock = Buffer.from(`${this.#root}meta/lock`)
    this.tick = Buffer.from(`${this.#root}meta/tick`)
  }

  data(key: string): Buffer {
    return Buffer.from(`${this.#root}data/${key}`)
  }

  /** All keys of the store that begin with the text. */
  under(prefix: string): KeyRange {
    return rangeUnder(this.data(prefix))
  }

  answer(driver: string, number: number): Buffer {
    return Buffer.from(`${this.#root}meta/answers/${driver}/${number}`)
  }

  isAnswer(key: Buffer): boolean {
    return key.toString('latin1').startsWith(`${this.#root}meta/answers/`)
  }

  /** The bytes of a key of the store, without what stands before; undefined for bookkeeping. */
  dataKey(key: Buffer): Buffer | undefined {
    const { length } = this.#data
    return key.subarray(0, length).equals(this.#data) ? key.subarray(length) : undefined
  }
}

function rangeUnder(start: Buffer): KeyRange {
  const rangeEnd = Buffer.from(start)
  // No byte of UTF-8 text is 0xff, so the last one can always be raised.
  rangeEnd[rangeEnd.length - 1] = (rangeEnd.at(-1) ?? 0) + 1
  return { key: start, rangeEnd }
}
