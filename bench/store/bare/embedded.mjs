// The embedded database with the flags of our driver and nothing else: the same puts, one transaction for each write. The
// library itself groups those that are outstanding.
import { mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { open } from 'lmdb'
import { keyOf, textOf } from '../objects.mjs'

const texts = { encoding: 'string', keyEncoding: 'binary' }
/** The file is written before the new state can be read, so who looks too early looks again. */
const longestPauseMs = 1000

function openTables(folder) {
  mkdirSync(folder, { recursive: true })
  const root = open({ path: folder, noSubdir: false, overlappingSync: false, maxDbs: 6 })
  return {
    root,
    data: root.openDB({ name: 'data', ...texts, useVersions: true }),
    log: root.openDB({ name: 'log' }),
    meta: root.openDB({ name: 'meta' }),
  }
}

/** The puts of a commit of ours: the values, what changed, where the store stands. */
function writeAll({ data, log, meta }, ids, values) {
  const { revision } = meta.get('head') ?? { revision: 0 }
  const next = revision + 1
  const record = [0]
  for (const [i, id] of ids.entries()) {
    const key = keyOf(id)
    data.putSync(Buffer.from(key), values[i], next)
    record.push(key, values[i])
  }
  log.putSync(next, record)
  meta.putSync('head', { revision: next, oldest: 1, logBytes: 0 })
}

export async function openBareEmbedded({ folder, space }) {
  const tables = openTables(join(folder, `bare-${space}`))
  const { root, data } = tables
  const read = (id) => data.getEntry(Buffer.from(keyOf(id)))
  const writeCounts = (ids, count) => {
    const values = ids.map(() => textOf(count))
    return root.transaction(() => writeAll(tables, ids, values))
  }
  async function attempt(ids) {
    root.resetReadTxn()
    const found = ids.map(read)
    const counts = found.map((entry) => (entry === undefined ? 0 : JSON.parse(entry.value).count))
    return root.transaction(() => {
      if (ids.some((id, i) => read(id)?.version !== found[i]?.version)) return false
      writeAll(
        tables,
        ids,
        counts.map((count) => textOf(count + 1)),
      )
      return true
    })
  }

  return {
    name: 'bare lmdb',
    /** Again and again until nobody has come in between. */
    async transact(_writer, ids) {
      for (let done = false; !done;) done = await attempt(ids)
    },
    commit: (_writer, ids) => writeCounts(ids, 1),
    async sum() {
      root.resetReadTxn()
      let sum = 0
      for (const { key, value } of data.getRange()) if (/own-|hot-/.test(key.toString())) sum += JSON.parse(value).count
      return sum
    },
    publish: (round) => writeCounts(['change'], round),
    subscribe(onRound) {
      let seen = 0
      let timer
      const look = (pauseMs) => {
        clearTimeout(timer)
        root.resetReadTxn()
        const entry = read('change')
        const round = entry === undefined ? 0 : JSON.parse(entry.value).count
        if (round > seen) onRound((seen = round))
        else if (pauseMs < longestPauseMs) timer = setTimeout(look, pauseMs, pauseMs * 2)
      }
      const watcher = watch(join(folder, `bare-${space}`), () => look(1))
      return () => watcher.close()
    },
    /** All values of the place that our driver wrote. */
    async readAll() {
      const { root: filled, data: values } = openTables(join(folder, space))
      filled.resetReadTxn()
      const found = new Map()
      for (const { key, value } of values.getRange()) found.set(key.toString(), JSON.parse(value))
      await filled.close()
      return found
    },
    close: () => root.close(),
  }
}
