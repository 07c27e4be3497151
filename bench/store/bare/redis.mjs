// Redis by the library of our driver and our scripts, nothing else: no repetition, no check of an answer.
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { Layout } from '../../../packages/store/dist/drivers/redis/layout.js'
import { commitScript } from '../../../packages/store/dist/drivers/redis/scripts/commit.js'
import { readScript } from '../../../packages/store/dist/drivers/redis/scripts/read.js'
import { beginScript } from '../../../packages/store/dist/drivers/redis/scripts/session.js'
import { keyOf, textOf } from '../objects.mjs'

const pageArguments = ['', '', '0', '1000', String(1 << 20)]
const retention = ['10000', String(64 << 20)]

/** What the scripts are called with; the same as our driver does. */
export const readArguments = (ids) => [...pageArguments, String(ids.length), ...ids.map(keyOf)]

/** @param guards Key and revision in turns. */
export const commitArguments = ({ nonce, number, guards, since = '0', tag = '', ids, texts }) => [
  ...retention,
  nonce,
  String(number),
  '1',
  `bench.${number}`,
  since,
  tag,
  String(guards.length / 2),
  '0',
  String(ids.length),
  ...guards,
  ...ids.flatMap((id, i) => [keyOf(id), texts[i], '+']),
]

/** A connection with what a driver's session needs, in the same store. */
export async function openSession({ port, space }) {
  const redis = new Redis({ port, protocol: 2, enableReadyCheck: false, disableClientInfo: true })
  const layout = new Layout(space, randomBytes(8).toString('hex'))
  const run = (script, args) => redis.call('evalsha', script.sha, layout.names.length, ...layout.names, ...args)
  for (const script of [commitScript, readScript, beginScript]) await redis.call('script', 'load', script.source)
  /** Forgets the session before, and returns the new one's name. */
  const begin = async () => (await run(beginScript, ['1', '3600000', '1']))[0]
  return { redis, layout, begin, run }
}

const entryOf = (value) => {
  const blank = value.indexOf(' ')
  return { revision: value.slice(0, blank), text: value.slice(blank + 1) }
}

export async function openBareRedis(place) {
  const { redis, layout, begin, run } = await openSession(place)
  const nonce = await begin()
  const stream = `bare:${place.space}:changes`
  const subscribers = new Set()
  let number = 0
  async function attempt(ids) {
    const [since, tag, , , values] = await run(readScript, readArguments(ids))
    const found = values.map(entryOf)
    const guards = ids.flatMap((id, i) => [keyOf(id), found[i].revision])
    const texts = found.map(({ text }) => textOf(JSON.parse(text).count + 1))
    const args = commitArguments({ nonce, number: ++number, guards, since, tag, ids, texts })
    const answer = await run(commitScript, args)
    if (!/^ok |^conflict$/.test(answer)) throw new Error(`a commit ended as ${String(answer)}`)
    return answer !== 'conflict'
  }

  return {
    name: 'bare ioredis',
    /** In the store of our driver: the counters are its counters. Again and again until nobody has come in between. */
    async transact(_writer, ids) {
      for (let done = false; !done;) done = await attempt(ids)
    },
    publish: (round) => redis.call('xadd', stream, `${round}-0`, 'c', textOf(round)),
    subscribe(onRound) {
      const reader = new Redis({ port: place.port, protocol: 2 })
      subscribers.add(reader)
      const follow = async () => {
        for (let last = '0-0'; ;) {
          const reply = await reader.call('xread', 'COUNT', '64', 'BLOCK', '0', 'STREAMS', stream, last)
          for (const [id, fields] of reply[0][1]) {
            last = id
            onRound(JSON.parse(fields[1]).count)
          }
        }
      }
      follow().catch(() => {})
      return () => reader.disconnect()
    },
    /** All values of the place that our driver wrote. */
    async readAll() {
      const found = new Map()
      // The library makes an object of this answer.
      for (const [key, value] of Object.entries(await redis.call('hgetall', layout.data)))
        found.set(key, JSON.parse(entryOf(value).text))
      return found
    },
    async close() {
      for (const reader of subscribers) reader.disconnect()
      redis.disconnect()
    },
  }
}
