import { StoreError } from '../../errors.ts'

/**
 * What a store keeps in Redis. All names share one hash tag, so that a Cluster holds them on one node and lets one
 * script touch them all.
 *
 *     {vlcp:NAME}:meta      hash    format, revision, tag (see History), bytes of the log, sessions begun
 *     {vlcp:NAME}:data      hash    key → "REVISION TEXT"
 *     {vlcp:NAME}:keys      zset    the keys of `data`, all with score 0: in the order of their bytes, for prefixes
 *     {vlcp:NAME}:changed   zset    keys changed by the commits in the log, also deleted ones; score: last revision
 *     {vlcp:NAME}:past      list    "TAG BYTES" of each commit in the log
 *     {vlcp:NAME}:log       stream  REVISION-0: t "TAG-BEFORE TAG", c JSON of key, text or null, key, text or null …
 *     {vlcp:NAME}:leases    zset    lease → its end, in ms of the server's clock
 *     {vlcp:NAME}:leased    hash    key → lease
 *     {vlcp:NAME}:held      zset    "LEASE KEY", all with score 0: the keys of a lease stand together
 *     {vlcp:NAME}:session:… hash    what became of the commits of one driver, see Commits
 */
const types = {
  meta: 'hash',
  data: 'hash',
  keys: 'zset',
  changed: 'zset',
  past: 'list',
  log: 'stream',
  leases: 'zset',
  leased: 'hash',
  held: 'zset',
} as const

/** The names of one store's keys in Redis. */
export class Layout {
  /** Names in the order the scripts expect; the driver's own session is the last. */
  readonly names: readonly string[]
  readonly data: string
  readonly log: string
  readonly session: string
  readonly #types: ReadonlyMap<string, string>

  /** @throws StoreError `invalid` for a name that would break the hash tag */
  constructor(space: string, session: string) {
    if (!/^[^{}\s]{1,200}$/u.test(space)) {
      throw new StoreError('invalid', `space ${JSON.stringify(space)}: 1 to 200 characters without braces or blanks`)
    }
    const nameOf = (part: string): string => `{vlcp:${space}}:${part}`
    this.session = nameOf(`session:${session}`)
    this.data = nameOf('data')
    this.log = nameOf('log')
    this.#types = new Map([
      ...Object.entries(types).map(([part, type]): [string, string] => [nameOf(part), type]),
      [this.session, 'hash'],
    ])
    this.names = [...this.#types.keys()]
  }

  /** The type a key must have in Redis. */
  typeOf(name: string): string {
    return this.#types.get(name) ?? 'none'
  }
}
