import { expect, it } from 'vitest'
import { Channel } from './channel.ts'
import { claims } from './claims.ts'
import type { WorkerMethods } from './protocol.ts'
import { portPair } from './port-pair.fixture.ts'

/** Workers by number, of which each holds some switches; `undefined` is one that does not know. */
function workersHolding(held: ReadonlyMap<number, Set<bigint> | undefined>): ReturnType<typeof claims> {
  const workers = [...held].map(([number, switches]) => {
    const [here, there] = portPair()
    void new Channel(there, {
      holds: async (id: bigint) => {
        if (switches === undefined) throw new Error('this worker is ending')
        return switches.has(id)
      },
    })
    return { number, channel: new Channel<WorkerMethods>(here, {}) }
  })
  return claims((asking) => workers.filter(({ number }) => number !== asking))
}

it('leaves a switch to the worker that has it, and gives it to another when nobody does', async () => {
  const claim = workersHolding(
    new Map([
      [1, new Set([7n])],
      [2, new Set()],
    ]),
  )
  expect(await claim(2, 7n)).toBe(false)
  expect(await claim(1, 7n)).toBe(true)
  expect(await claim(2, 8n)).toBe(true)
})

it('counts one that cannot answer as one that has nothing', async () => {
  const claim = workersHolding(new Map([[1, undefined]]))
  expect(await claim(2, 7n)).toBe(true)
})

it('gives a switch once when two ask at the same time', async () => {
  const [first, second] = [new Set<bigint>(), new Set<bigint>()]
  const claim = workersHolding(
    new Map([
      [1, first],
      [2, second],
    ]),
  )
  const take = async (worker: number, held: Set<bigint>): Promise<boolean> => {
    const granted = await claim(worker, 7n)
    if (granted) held.add(7n)
    return granted
  }
  expect(await Promise.all([take(1, first), take(2, second)])).toEqual([true, false])
})
