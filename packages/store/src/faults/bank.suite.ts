import Type from 'typebox'
import { objectClass, type ObjectOf } from '../object-class.ts'
import type { Reader, Transaction } from '../transaction.ts'
import type { Random } from './random.suite.ts'

/** What the nodes of a fault test work on: accounts whose sum never changes, and numbers that nobody has twice. */
export const Account = objectClass({
  name: 'account',
  prefix: 'faults.account',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), balance: Type.Integer() }),
})

/** A number that is taken; its holder is the operation that took it. */
export const Ticket = objectClass({
  name: 'ticket',
  prefix: 'faults.ticket',
  keys: ['holder'],
  schema: Type.Object({ holder: Type.String(), number: Type.Integer() }),
  unique: { number: ['number'] },
})

const Balances = Type.Record(Type.String(), Type.Integer())
const Numbers = Type.Array(Type.Integer())

/** What a transaction has read and written, kept by the transaction itself: nothing else can know it for sure. */
export const Note = objectClass({
  name: 'note',
  prefix: 'faults.note',
  keys: ['op'],
  schema: Type.Object({
    op: Type.String(),
    balances: Balances,
    tickets: Type.Optional(Numbers),
    sets: Balances,
    takes: Numbers,
    releases: Numbers,
  }),
})
export interface Note extends ObjectOf<typeof Note> {}

export const bankClasses = [Account, Ticket, Note]
export const accountIds = Array.from({ length: 12 }, (_, i) => `a${i}`)
export const openingBalance = 1000
const mostTickets = 24

export function openAccounts(tx: Transaction): void {
  for (const id of accountIds) tx.put(Account, { id, balance: openingBalance })
}

/** Moves money between some accounts. */
export async function transfer(tx: Transaction, op: string, random: Random): Promise<void> {
  const ids = random.sample(accountIds, 2 + random.below(3))
  const accounts = await Promise.all(ids.map((id) => tx.get(Account, id)))
  const balances = Object.fromEntries(ids.map((id, i) => [id, accounts[i]?.balance ?? Number.NaN]))
  const sets = { ...balances }
  for (const to of ids.slice(1)) {
    const amount = random.below(50)
    sets[ids[0] as string] = (sets[ids[0] as string] as number) - amount
    sets[to] = (sets[to] as number) + amount
  }
  for (const [id, balance] of Object.entries(sets)) tx.put(Account, { id, balance })
  tx.put(Note, { op, balances, sets, takes: [], releases: [] })
}

/** Takes the lowest free number, or gives one back. */
export async function allocate(tx: Transaction, op: string, random: Random): Promise<void> {
  const held = await tx.list(Ticket)
  const tickets = held.map(({ number }) => number).toSorted((a, b) => a - b)
  const note = { op, balances: {}, tickets, sets: {} }
  const surplus = held.length >= mostTickets || random.below(3) === 0 ? random.sample(held, 1)[0] : undefined
  if (surplus !== undefined) {
    tx.delete(Ticket, surplus.holder)
    tx.put(Note, { ...note, takes: [], releases: [surplus.number] })
    return
  }
  const number = [...tickets, Infinity].findIndex((taken, i) => taken !== i)
  tx.put(Ticket, { holder: op, number })
  tx.put(Note, { ...note, takes: [number], releases: [] })
}

/** Reads all balances, and writes nothing. */
export async function audit(reader: Reader): Promise<Record<string, number>> {
  const accounts = await reader.list(Account)
  return Object.fromEntries(accounts.map(({ id, balance }) => [id, balance]))
}
