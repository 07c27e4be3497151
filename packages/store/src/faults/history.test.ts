import { describe, expect, test } from 'vitest'
import { accountIds, openingBalance, type Note } from './bank.suite.ts'
import { faultsOf, type NotedCommit, type Outcome } from './history.suite.ts'

const note = (op: string, parts: Partial<Note> = {}): Note => ({
  op,
  balances: {},
  sets: {},
  takes: [],
  releases: [],
  ...parts,
})

const full = Object.fromEntries(accountIds.map((id) => [id, openingBalance]))
const move = note('move', { balances: { a0: 1000, a1: 1000 }, sets: { a0: 990, a1: 1010 } })
const take = note('take', { tickets: [], takes: [0] })
const commits: readonly NotedCommit[] = [
  { revision: 5, notes: [move] },
  { revision: 8, notes: [take] },
]
const outcomes: readonly Outcome[] = [
  { op: 'move', kind: 'committed', revision: 5, begin: 1, end: 4 },
  { op: 'take', kind: 'unknown', begin: 2, end: 9 },
  { op: 'look', kind: 'audited', revision: 6, balances: { ...full, a0: 990, a1: 1010 }, begin: 5, end: 6 },
  { op: 'never', kind: 'unknown', begin: 5, end: 6 },
  { op: 'no', kind: 'refused', begin: 5, end: 6 },
]

const changed = (op: string, parts: object): Outcome[] =>
  outcomes.map((outcome) => (outcome.op === op ? ({ ...outcome, ...parts } as Outcome) : outcome))

describe('the check of a history', () => {
  test('finds nothing where all is well', () => {
    expect(faultsOf(commits, outcomes)).toEqual([])
  })

  test.each<[string, readonly NotedCommit[], readonly Outcome[], string]>([
    [
      'a lost update',
      [...commits, { revision: 9, notes: [note('never', { balances: { a0: 1000 }, sets: { a0: 1000 } })] }],
      outcomes,
      'never at 9 read a0 as 1000, which was 990',
    ],
    [
      'money from nowhere',
      [...commits, { revision: 9, notes: [note('never', { sets: { a0: 991 } })] }],
      outcomes,
      'never at 9 left a sum of 12001',
    ],
    [
      'a number taken twice',
      [...commits, { revision: 9, notes: [note('never', { takes: [0] })] }],
      outcomes,
      'never at 9 took 0, which was taken',
    ],
    [
      'a number released twice',
      [...commits, { revision: 9, notes: [note('never', { releases: [3] })] }],
      outcomes,
      'never at 9 released 3, which was free',
    ],
    [
      'a list that is out of date',
      [...commits, { revision: 9, notes: [note('never', { tickets: [] })] }],
      outcomes,
      'never at 9 read the tickets as ',
    ],
    [
      'a commit applied twice',
      [...commits, { revision: 9, notes: [note('take', { tickets: [0] })] }],
      outcomes,
      'take happened at 8 and again at 9',
    ],
    ['a lost commit', commits.slice(1), outcomes, 'move was acknowledged at 5 and happened at no revision'],
    [
      'a commit that was refused',
      [...commits, { revision: 9, notes: [note('no')] }],
      outcomes,
      'no was refused or wrote nothing, and happened at 9',
    ],
    [
      'a commit of nobody',
      [...commits, { revision: 9, notes: [note('ghost')] }],
      outcomes,
      'nobody asked for ghost at 9',
    ],
    ['commits out of order', commits.toReversed(), outcomes, 'revision 5 follows 8'],
    ['a torn view', commits, changed('look', { balances: full }), 'look saw other balances than there were: a0, a1'],
    [
      'a view of the past',
      commits,
      changed('look', { revision: 4, balances: full }),
      'look at 4 began after move at 5 had ended',
    ],
    [
      'a commit before one that had ended when it began',
      commits,
      [
        ...outcomes.filter(({ op }) => op !== 'take' && op !== 'move'),
        { op: 'take', kind: 'committed', revision: 8, begin: 1, end: 2 },
        { op: 'move', kind: 'committed', revision: 5, begin: 3, end: 4 },
      ],
      'move at 5 began after take at 8 had ended',
    ],
  ])('finds %s', (_, seen, told, fault) => {
    expect(faultsOf(seen, told)).toContain(fault)
  })
})
