import type { Note } from './bank.suite.ts'
import { accountIds, openingBalance } from './bank.suite.ts'

/** A commit as a feed told it: the notes it holds. */
export interface NotedCommit {
  readonly revision: number
  readonly notes: readonly Note[]
}

/** How an operation ended for the node that asked for it. Times are of one clock for all nodes, in milliseconds. */
export type Outcome = { readonly op: string; readonly begin: number; readonly end: number } & (
  | { readonly kind: 'committed'; readonly revision: number }
  /** The store said that nothing was written. */
  | { readonly kind: 'refused' }
  /** Nobody was told, or that it is not known. */
  | { readonly kind: 'unknown' }
  /** A transaction that wrote nothing. */
  | { readonly kind: 'audited'; readonly revision: number; readonly balances: Readonly<Record<string, number>> }
)

interface State {
  readonly balances: Map<string, number>
  readonly tickets: Set<number>
}

/**
 * Is there one order of all transactions, that of their revisions, in which each has read what the ones before had
 * written, and which agrees with the clock (strict serialisability)? Has each acknowledged transaction happened exactly
 * once, each refused one never, and each of unknown outcome at most once?
 *
 * @returns what is wrong, nothing when all is well
 */
export function faultsOf(commits: readonly NotedCommit[], outcomes: readonly Outcome[]): string[] {
  const state: State = {
    balances: new Map(accountIds.map((id) => [id, openingBalance])),
    tickets: new Set(),
  }
  const audits = outcomes.filter((outcome) => outcome.kind === 'audited').toSorted((a, b) => a.revision - b.revision)
  const faults: string[] = []
  let audited = 0
  const auditUpTo = (revision: number): void => {
    for (; (audits[audited]?.revision ?? Infinity) < revision; audited++) {
      const { op, balances } = audits[audited] as Outcome & { kind: 'audited' }
      const wrong = accountIds.filter((id) => balances[id] !== state.balances.get(id))
      if (wrong.length > 0) faults.push(`${op} saw other balances than there were: ${wrong.join(', ')}`)
    }
  }
  let last = -Infinity
  for (const { revision, notes } of commits) {
    if (revision <= last) faults.push(`revision ${revision} follows ${last}`)
    last = revision
    auditUpTo(revision)
    for (const note of notes)
      faults.push(...applyNote(state, note).map((fault) => `${note.op} at ${revision} ${fault}`))
  }
  auditUpTo(Infinity)
  return [...faults, ...misreported(commits, outcomes), ...againstTheClock(outcomes)]
}

/** Compares what the transaction read with the state, and brings the state forward. */
function applyNote({ balances, tickets }: State, note: Note): string[] {
  const faults: string[] = []
  for (const [id, balance] of Object.entries(note.balances))
    if (balances.get(id) !== balance) faults.push(`read ${id} as ${balance}, which was ${balances.get(id)}`)
  if (note.tickets !== undefined && note.tickets.join() !== [...tickets].toSorted((a, b) => a - b).join())
    faults.push(`read the tickets as ${note.tickets.join()}`)
  for (const [id, balance] of Object.entries(note.sets)) balances.set(id, balance)
  for (const number of note.releases) if (!tickets.delete(number)) faults.push(`released ${number}, which was free`)
  for (const number of note.takes) {
    if (tickets.has(number)) faults.push(`took ${number}, which was taken`)
    tickets.add(number)
  }
  const sum = [...balances.values()].reduce((total, balance) => total + balance, 0)
  if (sum !== accountIds.length * openingBalance) faults.push(`left a sum of ${sum}`)
  return faults
}

function misreported(commits: readonly NotedCommit[], outcomes: readonly Outcome[]): string[] {
  const faults: string[] = []
  const revisions = new Map<string, number>()
  for (const { revision, notes } of commits)
    for (const { op } of notes) {
      if (revisions.has(op)) faults.push(`${op} happened at ${revisions.get(op)} and again at ${revision}`)
      revisions.set(op, revision)
    }
  for (const outcome of outcomes) {
    const revision = revisions.get(outcome.op)
    if (outcome.kind === 'committed' && outcome.revision !== revision)
      faults.push(`${outcome.op} was acknowledged at ${outcome.revision} and happened at ${revision ?? 'no revision'}`)
    if ((outcome.kind === 'refused' || outcome.kind === 'audited') && revision !== undefined)
      faults.push(`${outcome.op} was refused or wrote nothing, and happened at ${revision}`)
    revisions.delete(outcome.op)
  }
  for (const [op, revision] of revisions) faults.push(`nobody asked for ${op} at ${revision}`)
  return faults
}

/** What ended before another began must come before it. */
function againstTheClock(outcomes: readonly Outcome[]): string[] {
  const known = outcomes.filter((outcome) => outcome.kind === 'committed' || outcome.kind === 'audited')
  const ended = known.toSorted((a, b) => a.end - b.end)
  const faults: string[] = []
  let next = 0
  let highest = { revision: -Infinity, op: '' }
  for (const outcome of known.toSorted((a, b) => a.begin - b.begin)) {
    for (; (ended[next]?.end ?? Infinity) < outcome.begin; next++) {
      const before = ended[next] as (typeof known)[number]
      if (before.revision > highest.revision) highest = before
    }
    const { op, kind, revision } = outcome
    // Who writes nothing may stand at the very revision of the one before.
    if (kind === 'committed' ? revision <= highest.revision : revision < highest.revision)
      faults.push(`${op} at ${revision} began after ${highest.op} at ${highest.revision} had ended`)
  }
  return faults
}
