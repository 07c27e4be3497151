import type { Entry, ReadRequest, ReadResult } from '../../driver.ts'
import type { EtcdClient } from './client.ts'
import type { Incarnation } from './incarnation.ts'
import type { Layout } from './layout.ts'
import type { KeyRange, RangeRequest, RangeResponse } from './messages.ts'
import type { Texts } from './texts.ts'
import { isFailure } from './failures.ts'
import { revisionOf } from './messages.ts'
import { persist, type Patience } from './patience.ts'

export interface ReadingParts {
  readonly client: EtcdClient
  readonly layout: Layout
  readonly texts: Texts
  readonly incarnation: Incarnation
  readonly maxTxnOps: number
}

/** The first page of a prefix has so many keys; the next ones as many as bring about {@link pageBytes}. */
const firstPageKeys = 256
const mostPageKeys = 10_000
const pageBytes = 4 << 20

/**
 * Reads as of one revision: that of the first answer, which all further questions name, or `since` while the server
 * still has it. Then nothing has changed in between by definition, and a transaction whose later reads would have met
 * a conflict meets it at its commit.
 */
export async function readEtcd(parts: ReadingParts, request: ReadRequest, patience: Patience): Promise<ReadResult> {
  const { since } = request
  if (since === undefined) return { ...(await readNewest(parts, request, patience)), changed: [] }
  if (since > 0) {
    const past = await readAt(parts, request, since, patience)
    // The same number in another cluster is another state.
    if (past !== undefined && parts.incarnation.hasTold(since)) return { ...past, changed: [] }
  }
  return { ...(await readNewest(parts, request, patience)), changed: 'unknown' }
}

type Found = Pick<ReadResult, 'revision' | 'entries'>

async function readNewest(parts: ReadingParts, request: ReadRequest, patience: Patience): Promise<Found> {
  for (;;) {
    const found = await readAt(parts, request, undefined, patience)
    if (found !== undefined) return found
    // The revision was compacted while its pages were being read.
    if (patience.leftMs <= 0) throw patience.exhausted(new Error('the server compacts faster than a read goes on'))
  }
}

/** Undefined when the revision is not there, any longer or yet. */
async function readAt(
  parts: ReadingParts,
  request: ReadRequest,
  at: number | undefined,
  patience: Patience,
): Promise<Found | undefined> {
  const { keys, prefixes } = withoutOverlap(request)
  const questions: RangeRequest[] = [
    ...keys.map((key) => ({ key: parts.layout.data(key) })),
    ...prefixes.map((prefix) => ({ ...parts.layout.under(prefix), limit: firstPageKeys })),
  ]
  try {
    const { revision, answers } = await askRanges(parts, questions, at, patience)
    const entries = new Map<string, Entry>()
    for (const [i, answer] of answers.entries()) {
      collect(parts.texts, answer, entries)
      const range = i < keys.length ? undefined : parts.layout.under(prefixes[i - keys.length] ?? '')
      if (range !== undefined) await readOn(parts, range, answer, revision, entries, patience)
    }
    return { revision, entries }
  } catch (error) {
    if (isFailure((error as Error).cause, 'compacted') || isFailure((error as Error).cause, 'future')) return undefined
    throw error
  }
}

/** What stands under a prefix is found by it; so every key comes once, and in each prefix in the order of its bytes. */
function withoutOverlap({ keys = [], prefixes = [] }: ReadRequest): { keys: string[]; prefixes: string[] } {
  const roots = [...new Set(prefixes)].filter(
    (prefix, _, all) => !all.some((other) => other !== prefix && prefix.startsWith(other)),
  )
  return { keys: keys.filter((key) => !roots.some((root) => key.startsWith(root))), prefixes: roots }
}

/** Asks for all ranges in as few transactions as the server allows. */
async function askRanges(
  parts: ReadingParts,
  questions: readonly RangeRequest[],
  at: number | undefined,
  patience: Patience,
): Promise<{ revision: number; answers: RangeResponse[] }> {
  // The first answer tells the revision of the others. Without a question of its own it still has to be asked for.
  const first = await askChunk(parts, questions.slice(0, parts.maxTxnOps), at, patience)
  const revision = at ?? first.revision
  const rest: Promise<{ answers: RangeResponse[] }>[] = []
  for (let i = parts.maxTxnOps; i < questions.length; i += parts.maxTxnOps) {
    rest.push(askChunk(parts, questions.slice(i, i + parts.maxTxnOps), revision, patience))
  }
  return { revision, answers: [first, ...(await Promise.all(rest))].flatMap(({ answers }) => answers) }
}

async function askChunk(
  { client, layout, incarnation }: ReadingParts,
  questions: readonly RangeRequest[],
  at: number | undefined,
  patience: Patience,
): Promise<{ revision: number; answers: RangeResponse[] }> {
  const asked = questions.length > 0 ? questions : [{ key: layout.lock, countOnly: true }]
  const success = asked.map((question) => ({
    requestRange: at === undefined ? question : { ...question, revision: at },
  }))
  const answer = await persist(patience, (timeoutMs) => client.txn({ success }, timeoutMs))
  incarnation.see(answer)
  const answers = answer.responses.flatMap(({ responseRange }) => (responseRange === undefined ? [] : [responseRange]))
  return { revision: revisionOf(answer), answers: answers.slice(0, questions.length) }
}

/** Reads the further pages of a range. */
async function readOn(
  { client, texts }: ReadingParts,
  { rangeEnd }: KeyRange,
  firstPage: RangeResponse,
  revision: number,
  entries: Map<string, Entry>,
  patience: Patience,
): Promise<void> {
  for (let page = firstPage; page.more;) {
    const last = page.kvs.at(-1)
    if (last === undefined) return
    const key = Buffer.concat([last.key, Buffer.from([0])])
    const question = { key, rangeEnd, revision, limit: nextPageKeys(page) }
    page = await persist(patience, (timeoutMs) => client.range(question, timeoutMs))
    collect(texts, page, entries)
  }
}

function nextPageKeys({ kvs }: RangeResponse): number {
  const bytes = kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 1)
  return Math.max(1, Math.min(mostPageKeys, Math.floor((pageBytes / bytes) * kvs.length)))
}

function collect(texts: Texts, { kvs }: RangeResponse, entries: Map<string, Entry>): void {
  for (const kv of kvs) {
    const key = texts.key(kv.key)
    if (key !== undefined) entries.set(key, { text: texts.value(key, kv), revision: Number(kv.modRevision) })
  }
}
