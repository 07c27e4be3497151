// Module API calls per second: by a module through its host, against the same work called bare, through an EventEmitter, and by the
// libraries of the other cases.
import { strictEqual } from 'node:assert'
import { EventEmitter, once } from 'node:events'
import { createLogging, Module, ModuleHost, operation } from '@vlcp/server'
import { call as callOf, run } from 'effection'
import { filter, firstValueFrom, Subject } from 'rxjs'
import Type from 'typebox'
import { median } from '../rounds.mjs'

const PER_ROUND = 20_000
const double = async (n) => n * 2

class Doubler extends Module {
  operations = [
    operation({
      name: 'double',
      summary: 'Doubles',
      params: Type.Object({ n: Type.Integer() }, { additionalProperties: false }),
      mutates: false,
      run: ({ n }) => double(n),
    }),
  ]
}

class Caller extends Module {
  double(n) {
    return this.call('doubler', 'double', { n })
  }
}

/** Request and answer as events, as the reference makes its calls. */
function byEmitter() {
  const emitter = new EventEmitter()
  emitter.on('double', (id, n) => void double(n).then((value) => emitter.emit(id, value)))
  let calls = 0
  return async (n) => {
    const id = `answer ${calls++}`
    const answer = once(emitter, id)
    emitter.emit('double', id, n)
    return (await answer)[0]
  }
}

/** The same with a subject for requests and one for answers. */
function bySubject() {
  const requests = new Subject()
  const answers = new Subject()
  requests
    .pipe(filter(({ operation }) => operation === 'double'))
    .subscribe(({ id, n }) => void double(n).then((value) => answers.next({ id, value })))
  let calls = 0
  return async (n) => {
    const id = calls++
    const answer = firstValueFrom(answers.pipe(filter((one) => one.id === id)))
    requests.next({ operation: 'double', id, n })
    return (await answer).value
  }
}

/** A task of effection that calls and waits, one for each call. */
const byTask = (n) =>
  run(function* () {
    return yield* callOf(() => double(n))
  })

/** @param {number} rounds */
export async function moduleCalls(rounds) {
  const host = new ModuleHost({ logging: createLogging({ level: 'silent' }) })
  await host.load(Doubler)
  const caller = await host.load(Caller)
  const contenders = {
    'bare async function': double,
    'EventEmitter, once': byEmitter(),
    'rxjs filter': bySubject(),
    'effection task': byTask,
    '@vlcp/server module call': (n) => caller.double(n),
  }
  const names = Object.keys(contenders)
  const rates = names.map(() => [])
  for (let round = -1; round < rounds; round++)
    for (const [at, name] of names.entries()) {
      const call = contenders[name]
      const start = process.hrtime.bigint()
      for (let n = 0; n < PER_ROUND; n++) strictEqual(await call(n), n * 2)
      if (round >= 0) rates[at].push((PER_ROUND * 1e9) / Number(process.hrtime.bigint() - start))
    }
  await host.close()
  return names.map((contender, at) => ({
    case: 'module API calls',
    contender,
    perSecond: Math.round(median(rates[at])),
    ratioToEmitter: Math.round(median(rates[at].map((rate, round) => rate / rates[1][round])) * 1e5) / 1e5,
  }))
}
