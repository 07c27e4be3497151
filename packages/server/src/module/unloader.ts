import { joined, type ModuleError } from './errors.ts'
import { failureOf, type HandedOver } from './running-module.ts'
import type { Slot } from './slot.ts'
import type { Slots } from './slots.ts'

/** Unloads modules, those first that need others. */
export class Unloader {
  readonly #slots: Slots

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** Ends all that `choose` gives once nothing else is done to any of them. Throws, after all, what went wrong. */
  async unload(choose: () => readonly Slot[]): Promise<void> {
    const problems: ModuleError[] = []
    const { ending, needed } = await this.hold(choose, (group) => {
      const active = group.filter(({ state }) => state === 'succeeded' || state === 'failed')
      const ended = this.stopAll(active, async (slot) => {
        const { problem } = await this.stop(slot)
        if (problem !== undefined) problems.push(problem)
      })
      const all = Promise.all(ended.values())
      for (const slot of active) void slot.occupy(all)
      return { ending: all, needed: active.flatMap(({ dependencies }) => dependencies) }
    })
    await ending
    await this.release([...new Set(needed)])
    if (problems.length > 0) throw joined('unload', problems)
  }

  /** Waits until nothing is done to any of them, and in the same turn lets `take` take hold of them. */
  async hold<T extends object>(choose: () => readonly Slot[], take: (group: readonly Slot[]) => T): Promise<T> {
    for (;;) {
      const group = choose()
      const busy = group.find((slot) => slot.busy !== undefined)
      if (busy === undefined) return take(group)
      await busy.busy
    }
  }

  /** Ends one. It keeps its operations in sight if another instance is to come. Never throws. */
  async stop(slot: Slot): Promise<{ handed?: HandedOver; problem?: ModuleError }> {
    slot.change('unloading')
    const { handed, problem } = (await slot.running?.stop({ handOver: slot.isReloading })) ?? {}
    slot.running = undefined
    if (!slot.isReloading) {
      slot.table = undefined
      slot.dependencies = []
    }
    const failure = problem === undefined ? undefined : failureOf(slot.service, 'unload', problem)
    slot.change(failure === undefined ? 'unloaded' : 'failed', failure)
    return { ...(handed === undefined ? {} : { handed }), ...(failure === undefined ? {} : { problem: failure }) }
  }

  /** Ends modules nobody needs any more, if they want to be ended then. */
  async release(slots: readonly Slot[]): Promise<void> {
    const isUnused = (slot: Slot): boolean =>
      slot.moduleClass?.unloadWhenUnused === true && slot.isReady && this.#slots.dependantsOf(slot).length === 0
    await Promise.all(slots.map((slot) => this.unload(() => (isUnused(slot) ? [slot] : []))))
  }

  /** Ends each after all of them that need it. */
  stopAll<T>(group: readonly Slot[], stop: (slot: Slot) => Promise<T>): ReadonlyMap<Slot, Promise<T>> {
    const stopping = new Map<Slot, Promise<T>>()
    const stopOne = (slot: Slot): Promise<T> => {
      const known = stopping.get(slot)
      if (known !== undefined) return known
      const dependants = this.#slots.dependantsOf(slot).filter((each) => group.includes(each))
      const ending = Promise.all(dependants.map(stopOne)).then(() => stop(slot))
      stopping.set(slot, ending)
      return ending
    }
    for (const slot of group) void stopOne(slot)
    return stopping
  }
}
