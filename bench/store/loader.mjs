// A process that loads all objects, as a mirror or bare, and tells how long that took and what it holds.
// Runs with --expose-gc.
import { deepStrictEqual, strictEqual } from 'node:assert'
import { Store } from '@vlcp/store'
import { placeOfChild } from './child.mjs'
import { Counter } from './objects.mjs'
import { openBare, openDriver } from './storages.mjs'

const place = placeOfChild()
const store = new Store(await openDriver(place))
const bare = await openBare(place)

const loaders = {
  ours: () => store.openMirror([Counter]),
  bare: () => bare.readAll(),
}

function usedBytes() {
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function load(contender) {
  const before = usedBytes()
  const start = performance.now()
  const loaded = await loaders[contender]()
  const ms = performance.now() - start
  const bytes = usedBytes() - before
  if (contender === 'ours') await loaded.close()
  return { ms, bytes }
}

async function check(expected) {
  const mirror = await loaders.ours()
  const found = await loaders.bare()
  strictEqual(mirror.all(Counter).size, expected)
  strictEqual(found.size, expected)
  for (const [key, { id: _, ...attributes }] of mirror.all(Counter)) deepStrictEqual(attributes, found.get(key))
  await mirror.close()
}

process.on('message', ({ contender, expected }) => {
  const work = contender === undefined ? check(expected) : load(contender)
  void work.then((result) => process.send(result ?? 'equal'))
})
process.send('ready')
