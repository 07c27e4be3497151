import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLab, type Controller } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'

const rounds = 50
const writers = 4

const lab = openLab({ name: 'durability' })
afterEach(() => lab.close())

/** What has been acknowledged, and what was under way when the controller died: that may be there or not. */
class Ledger {
  readonly present = new Set<string>()
  readonly uncertain = new Set<string>()
}

/** Creates and deletes logical ports until the controller is gone. */
async function write(
  controller: Controller,
  ledger: Ledger,
  names: Iterator<string>,
  isDead: () => boolean,
): Promise<void> {
  const mine: string[] = []
  for (;;) {
    // Deleting now and then keeps the store from growing and tests the other half.
    const doomed = mine.length > 3 ? mine.shift() : undefined
    const id = doomed ?? String(names.next().value)
    const [operation, params] =
      doomed === undefined
        ? (['createlogicalport', { id, logicalnetwork: 'red' }] as const)
        : (['deletelogicalport', { id }] as const)
    ledger.present.delete(id)
    ledger.uncertain.add(id)
    try {
      await controller.call('viperflow', operation, params)
    } catch (error) {
      if (isDead()) return
      throw error
    }
    ledger.uncertain.delete(id)
    if (doomed === undefined) {
      ledger.present.add(id)
      mine.push(id)
    }
  }
}

function* portNames(): Generator<string, never> {
  for (let number = 0; ; number++) yield `port-${number}`
}

test(`kill -9 at any moment loses no acknowledged write (${rounds} times)`, { timeout: 300_000 }, async () => {
  const controller = await lab.controller()
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'local', id: 'physical' })
  await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: 'physical', id: 'red' })
  const ledger = new Ledger()
  const names = portNames()
  let acknowledged = 0
  for (let round = 0; round < rounds; round++) {
    let dead = false
    const writing = Promise.all(Array.from({ length: writers }, () => write(controller, ledger, names, () => dead)))
    const before = ledger.present.size
    await Promise.race([writing, sleep(randomInt(2, 120))])
    dead = true
    await controller.kill('SIGKILL')
    await writing
    acknowledged += Math.max(0, ledger.present.size - before)
    await controller.restart()
    const ports = await controller.call<{ id: string }[]>('viperflow', 'listlogicalports')
    const found = new Set(ports.map(({ id }) => id))
    const lost = [...ledger.present].filter((id) => !found.has(id))
    expect(lost, `acknowledged and lost in round ${round}`).toEqual([])
    const risen = [...found].filter((id) => !ledger.present.has(id) && !ledger.uncertain.has(id))
    expect(risen, `deleted and there again in round ${round}`).toEqual([])
    // What is known now is no longer uncertain.
    for (const id of ledger.uncertain) if (found.has(id)) ledger.present.add(id)
    ledger.uncertain.clear()
  }
  expect(acknowledged).toBeGreaterThan(rounds)
})
