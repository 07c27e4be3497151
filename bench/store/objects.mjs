// What is stored: small objects like those of a network, some 130 bytes each as text.
import { formatCanonical, objectClass, storageKey } from '@vlcp/store'
import { Type } from 'typebox'

export const Counter = objectClass({
  name: 'Counter',
  prefix: 'bench.counter',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), count: Type.Integer(), text: Type.String() }),
})

const text = 'The quick brown fox jumps over the lazy dog. '.repeat(2)

export const newCounter = (id, count = 0) => ({ id, count, text })
export const keyOf = (id) => storageKey(Counter, id)
/** The text a counter is stored as, by whomever. */
export const textOf = (count) => formatCanonical({ count, text })

export const mostWriters = 16
export const mostKeys = 5
const hotKeys = 16

const ownId = (writer, i) => `own-${writer}-${i}`
const hotId = (i) => `hot-${i}`

/** The keys of one transaction: of that writer alone. */
export const ownIds = (writer, keys) => Array.from({ length: keys }, (_, i) => ownId(writer, i))

/** The keys of one transaction: some of a few for which everybody competes. */
export function hotIds(_writer, keys) {
  const start = Math.floor(Math.random() * hotKeys)
  return Array.from({ length: keys }, (_, i) => hotId((start + i) % hotKeys))
}

export const allIds = [
  ...Array.from({ length: mostWriters }, (_, writer) => ownIds(writer, mostKeys)).flat(),
  ...Array.from({ length: hotKeys }, (_, i) => hotId(i)),
]
