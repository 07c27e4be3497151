// redis-benchmark calls our own scripts with arguments like those of our driver. It cannot use an answer, so a commit is
// guarded by other keys than those it writes: as many, and never written, so that the guards hold every time.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { commitScript } from '../../../packages/store/dist/drivers/redis/scripts/commit.js'
import { readScript } from '../../../packages/store/dist/drivers/redis/scripts/read.js'
import { keyOf, mostKeys, textOf } from '../objects.mjs'
import { commitArguments, openSession, readArguments } from './redis.mjs'

const run = promisify(execFile)
/** A commit's number; redis-benchmark puts another one into every request. */
const anyNumber = '__rand_int__'
const idsOf = (name, keys) => Array.from({ length: keys }, (_, i) => `${name}-${i}`)

/** @param driver Ours, to write the keys beforehand. */
export async function openRedisBenchmark(place, driver) {
  const { redis, layout, begin } = await openSession(place)
  const writes = new Map([...idsOf('guard', mostKeys), ...idsOf('bound', mostKeys)].map((id) => [keyOf(id), textOf(0)]))
  const { revision } = await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes })
  const rates = new Map()

  async function measure(what, script, args, { writers, ms }) {
    const count = Math.max(50, Math.round(((rates.get(what) ?? 1000) * ms) / 1000))
    const clients = ['-c', String(writers), '-n', String(count), '-r', '1000000000', '--csv', '--precision', '3']
    const command = ['evalsha', script.sha, String(layout.names.length), ...layout.names, ...args]
    const { stdout } = await run('redis-benchmark', ['-p', String(place.port), ...clients, ...command])
    const figures = [...stdout.matchAll(/"([\d.]+)"/g)].slice(-7).map(([, figure]) => Number(figure))
    const [perSecond, , , p50Ms, , p99Ms] = figures
    if (!(perSecond > 0)) throw new Error(`redis-benchmark said: ${stdout}`)
    rates.set(what, perSecond)
    return { perSecond, p50Ms, p99Ms, count }
  }

  const read = ({ keys, ...load }) =>
    measure(`read ${keys} ${load.writers}`, readScript, readArguments(idsOf('bound', keys)), load)
  async function commit({ keys, ...load }) {
    const guards = idsOf('guard', keys).flatMap((id) => [keyOf(id), String(revision)])
    // The seeds of redis-benchmark are alike now and then, and a number that its session knows is not written again.
    const nonce = await begin()
    const [ids, texts] = [idsOf('bound', keys), Array(keys).fill(textOf(1))]
    const args = commitArguments({ nonce, number: anyNumber, guards, ids, texts })
    const before = await head()
    const result = await measure(`commit ${keys} ${load.writers}`, commitScript, args, load)
    const written = (await head()) - before
    // A number may be drawn twice.
    if (written < result.count - 2) throw new Error(`redis-benchmark sent ${result.count}, ${written} were committed`)
    return result
  }
  const head = async () => Number(await redis.call('hget', layout.names[0], 'revision'))

  return {
    name: 'redis-benchmark',
    commit,
    /** One read and one commit after the other. */
    async transaction(load) {
      const half = { ...load, ms: load.ms / 2 }
      const [reads, commits] = [await read(half), await commit(half)]
      return {
        perSecond: 1 / (1 / reads.perSecond + 1 / commits.perSecond),
        p50Ms: reads.p50Ms + commits.p50Ms,
        p99Ms: reads.p99Ms + commits.p99Ms,
      }
    },
    close: async () => redis.disconnect(),
  }
}
