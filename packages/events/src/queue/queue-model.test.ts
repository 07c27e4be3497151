/** A queue tree against a model that knows only lists and the rules. */
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { event } from '../event/event.ts'
import { byRank, perKey } from './order.ts'
import { EventQueue } from './queue.ts'

const KINDS = ['own', 'plain', 'rank', 'keyed'] as const
type Kind = (typeof KINDS)[number]
class Item extends event('kind')<{ kind: Kind; key: number; id: number }> {}

const LIMITS: Readonly<Record<Kind, number>> = { own: 3, plain: 2, rank: 3, keyed: 5 }
const PRIORITY: Readonly<Record<Kind, number>> = { own: 0, plain: 5, rank: 5, keyed: 1 }
const TOTAL = 9
const [EACH, PRESERVE] = [2, 1]

function createReal(): EventQueue {
  const queue = new EventQueue({ limit: LIMITS.own, total: TOTAL })
  const match = (kind: Kind) => ({ name: kind, match: Item.match({ kind }), priority: PRIORITY[kind] })
  queue.add({ ...match('plain'), limit: LIMITS.plain })
  queue.add({ ...match('rank'), limit: LIMITS.rank, order: byRank((item: Item) => item.key) })
  const order = perKey((item: Item) => item.key, { each: EACH, preserve: PRESERVE })
  queue.add({ ...match('keyed'), limit: LIMITS.keyed, order })
  return queue
}

/** What lies where, who waits, and which keys were served lately. */
class Model {
  lying: Item[] = []
  waiting: Item[] = []
  #served: number[] = []

  /** Those whose order among each other is fixed: one line of a queue. */
  static sameLine = (a: Item) => (b: Item) => a.kind === b.kind && (a.kind !== 'keyed' || a.key === b.key)

  of(kind: Kind): Item[] {
    return this.lying.filter((item) => item.kind === kind)
  }

  isRefused(item: Item): boolean {
    const here = this.of(item.kind)
    if (this.lying.length >= TOTAL) return true
    if (item.kind !== 'keyed') return here.length >= LIMITS[item.kind]
    const own = here.filter(({ key }) => key === item.key).length
    const known = new Set(this.#served)
    const idle = [...known].filter((key) => here.every((other) => other.key !== key)).length
    if (own >= EACH) return true
    if (own > 0) return here.length >= LIMITS.keyed - PRESERVE - idle
    return here.length >= (known.has(item.key) ? LIMITS.keyed - PRESERVE : LIMITS.keyed)
  }

  /** The items that may be next: heads of lines of the highest priority. */
  heads(): Item[] {
    const best = Math.max(...this.lying.map(({ kind }) => PRIORITY[kind]))
    return this.lying.filter((item) => {
      if (PRIORITY[item.kind] !== best) return false
      const line = this.lying.filter(Model.sameLine(item))
      if (item.kind !== 'rank') return line[0] === item
      return line.toSorted((a, b) => a.key - b.key)[0] === item
    })
  }

  pop(item: Item): void {
    this.lying = this.lying.filter((one) => one !== item)
    if (item.kind !== 'keyed') return
    this.#served.push(item.key)
    const window = (): number => Math.min(10 * LIMITS.keyed, 10 * new Set(this.#served).size + 10)
    while (this.#served.length > window()) this.#served.shift()
  }

  admit(item: Item): void {
    const ahead = this.waiting.find(Model.sameLine(item))
    expect(ahead, 'nobody overtakes in a line').toBe(item)
    this.waiting = this.waiting.filter((one) => one !== item)
    this.lying.push(item)
  }
}

const kind = fc.constantFrom(...KINDS)
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('send'), kind, key: fc.nat(4) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pop'), kind, key: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('post', 'abort', 'clear'), kind, key: fc.nat(4) }) },
)

const microtasks = async (): Promise<void> => {
  for (let n = 0; n < 5; n++) await Promise.resolve()
}

test.prop([fc.array(operation, { minLength: 30, maxLength: 100 })], { numRuns: 300 })(
  'the tree does what the rules say',
  async (operations) => {
    const queue = createReal()
    const model = new Model()
    const aborts = new Map<Item, AbortController>()
    let last: { readonly item: Item; readonly others: ReadonlySet<Kind> } | undefined

    for (const [id, one] of operations.entries()) {
      const item = new Item({ kind: one.kind, key: one.key, id })
      if (one.do === 'send') {
        const mayEnter = !model.isRefused(item) && !model.waiting.some(Model.sameLine(item))
        const abort = new AbortController()
        if (mayEnter) model.lying.push(item)
        else {
          model.waiting.push(item)
          aborts.set(item, abort)
        }
        let sent = false
        queue.send(item, { signal: abort.signal }).then(
          () => {
            sent = true
            if (!mayEnter) model.admit(item)
          },
          () => {},
        )
        await microtasks()
        expect(sent).toBe(mayEnter)
      } else if (one.do === 'post') {
        queue.post(item)
        model.lying.push(item)
      } else if (one.do === 'abort') {
        const victim = model.waiting[one.key]
        if (victim !== undefined) {
          model.waiting = model.waiting.filter((other) => other !== victim)
          aborts.get(victim)?.abort(new Error('enough'))
        }
      } else if (one.do === 'clear' && one.kind !== 'own') {
        queue.get(one.kind)?.clear()
        model.lying = model.lying.filter((other) => other.kind !== one.kind)
      } else if (one.do === 'pop') {
        const heads = model.heads()
        const popped = queue.pop() as Item | undefined
        if (popped === undefined) expect(heads).toEqual([])
        else {
          expect(heads).toContain(popped)
          const others = new Set(heads.map((head) => head.kind).filter((other) => other !== popped.kind))
          // Who had its turn and has more is not next while another of its priority waits since before.
          if (
            last !== undefined &&
            last.item.kind === popped.kind &&
            PRIORITY[popped.kind] === PRIORITY[last.item.kind]
          )
            expect([...others].filter((other) => last?.others.has(other))).toEqual([])
          model.pop(popped)
          last = model.of(popped.kind).length > 0 ? { item: popped, others } : undefined
        }
      }
      if (one.do !== 'pop') last = undefined
      await microtasks()
      expect(queue.length).toBe(model.lying.length)
      for (const each of KINDS) if (each !== 'own') expect(queue.get(each)?.length).toBe(model.of(each).length)
      // Nobody waits who could come in.
      for (const waiting of model.waiting)
        if (model.waiting.find(Model.sameLine(waiting)) === waiting) expect(model.isRefused(waiting)).toBe(true)
    }
    const rest = [...model.lying, ...model.waiting].map(({ id }) => id)
    const left: number[] = []
    for (let item = queue.pop() as Item | undefined; item !== undefined; item = queue.pop() as Item | undefined)
      left.push(item.id)
    expect(left.toSorted((a, b) => a - b)).toEqual(rest.toSorted((a, b) => a - b))
  },
)
