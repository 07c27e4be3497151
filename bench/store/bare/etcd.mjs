// etcd by the gRPC library of our driver and its message codec, nothing else.
import { Client, credentials, Metadata } from '@grpc/grpc-js'
import { rpc } from '../../../packages/store/dist/drivers/etcd/protocol.js'
import { keyOf, textOf } from '../objects.mjs'

const pageKeys = 10_000
/** As little as etcd compares: that the key has not been written since. */
const isAt = (key, modRevision) => ({ result: 0, target: 2, key, modRevision })

export async function openBareEtcd({ host, space }) {
  const client = new Client(host, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 })
  const call = ({ path, encode, decode }, request) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, encode, decode, request, new Metadata(), {}, (error, answer) =>
        error === null ? resolve(answer) : reject(error),
      )
    })
  const under = (id) => Buffer.from(`bare/${space}/${keyOf(id)}`)
  const put = (id, count) => ({ requestPut: { key: under(id), value: Buffer.from(textOf(count)) } })
  const commit = (ids, count) => call(rpc.txn, { success: ids.map((id) => put(id, count)) })
  async function attempt(ids) {
    const read = await call(rpc.txn, { success: ids.map((id) => ({ requestRange: { key: under(id) } })) })
    const found = read.responses.map(({ responseRange }) => responseRange.kvs[0])
    const counts = found.map((kv) => (kv === undefined ? 0 : JSON.parse(kv.value.toString()).count))
    const compare = ids.map((id, i) => isAt(under(id), Number(found[i]?.modRevision ?? 0)))
    const success = ids.map((id, i) => put(id, counts[i] + 1))
    return (await call(rpc.txn, { compare, success })).succeeded
  }
  /** Every key and value whose key begins with `start`. */
  async function* range(start) {
    const rangeEnd = Buffer.from(start)
    rangeEnd[rangeEnd.length - 1] += 1
    for (let key = start, more = true; more;) {
      const page = await call(rpc.range, { key, rangeEnd, limit: pageKeys })
      yield* page.kvs
      more = page.more
      if (more) key = Buffer.concat([page.kvs.at(-1).key, Buffer.from([0])])
    }
  }
  return {
    name: 'bare gRPC',
    /** Again and again until nobody has come in between. */
    async transact(_writer, ids) {
      for (let done = false; !done;) done = await attempt(ids)
    },
    commit: (_writer, ids) => commit(ids, 1),
    async sum() {
      let sum = 0
      for (const prefix of ['own-', 'hot-'])
        for await (const { value } of range(under(prefix))) sum += JSON.parse(value.toString()).count
      return sum
    },
    publish: (round) => commit(['change'], round),
    subscribe(onRound) {
      const { path, encode, decode } = rpc.watch
      const stream = client.makeBidiStreamRequest(path, encode, decode, new Metadata())
      stream.on('error', () => {})
      stream.on('data', ({ events }) => {
        for (const { kv } of events) onRound(JSON.parse(kv.value.toString()).count)
      })
      const key = under('change')
      stream.write({ createRequest: { key, rangeEnd: Buffer.concat([key, Buffer.from([0])]) } })
      return () => stream.cancel()
    },
    /** All values of the place that our driver wrote. */
    async readAll() {
      const found = new Map()
      const start = Buffer.from(`vlcp/${space}/data/`)
      for await (const { key, value } of range(start))
        found.set(key.toString('utf8', start.length), JSON.parse(value.toString()))
      return found
    },
    close: async () => client.close(),
  }
}
