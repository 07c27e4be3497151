import { describe, expect, expectTypeOf, it } from 'vitest'
import { claimable, event, Event, extend } from './event.ts'
import { EventIndex } from './event-index.ts'
import { type Matcher } from './matcher.ts'
import { MatchTree } from './match-tree.ts'

class Port extends event('dpid', 'port')<{ dpid: string; port: number; speed?: number }> {}
class Up extends extend(Port, 'reason')<{ reason: string }> {}
class Flap extends Up {}
class Down extends extend(Port) {}
class Other extends event('dpid')<{ dpid: string }> {}

const up = new Up({ dpid: 'a', port: 1, reason: 'link' })

describe('event classes', () => {
  it('give typed events', () => {
    expectTypeOf(up.port).toEqualTypeOf<number>()
    expectTypeOf(Up.match({ reason: 'link', dpid: 'a' })).toExtend<Matcher<Up>>()
    expect(up).toBeInstanceOf(Port)
    expect(up).toMatchObject({ dpid: 'a', port: 1, reason: 'link' })
    expect(Up.indices).toEqual(['dpid', 'port', 'reason'])
  })

  it('refuse what is no index', () => {
    // @ts-expect-error speed is a field, not an index
    expect(() => Port.match({ speed: 1 })).toThrow('Port.match: speed is no index (dpid, port)')
    // @ts-expect-error wrong type
    Port.match({ port: '1' })
    const missing: { port?: number } = { port: undefined as never }
    expect(() => Port.match(missing)).toThrow('Port.match: port is undefined; leave it out to match every value')
    // @ts-expect-error a field is missing
    expect(() => new Port({ dpid: 'a' })).toThrow('Port: index port is undefined')
    expect(() => extend(Port, 'dpid')).toThrow('index dpid is declared twice')
    expect(() => Reflect.construct(event('a'), [{ a: 1 }]) && event('a').match()).toThrow(
      'event(a) needs a class that extends it',
    )
  })

  it('can be written by hand', () => {
    class Tick extends Event {
      static override readonly indices = ['source'] as const
      readonly source: object
      constructor(source: object) {
        super()
        this.source = source
      }
    }
    const clock = {}
    expect(Tick.match({ source: clock }).matches(new Tick(clock))).toBe(true)
    expect(Tick.match({ source: clock }).matches(new Tick({}))).toBe(false)
  })
})

describe('matchers', () => {
  it.each<[string, Matcher<Event>, boolean]>([
    ['its class', Up.match(), true],
    ['its class and all indices', Up.match({ dpid: 'a', port: 1, reason: 'link' }), true],
    ['the parent with an index', Port.match({ port: 1 }), true],
    ['a wildcard before a value', Up.match({ reason: 'link' }), true],
    ['every event', Event.match(), true],
    ['another value', Port.match({ port: 2 }), false],
    ['another class with the same index', Other.match({ dpid: 'a' }), false],
    ['a sibling', Down.match(), false],
    ['a child class', Flap.match(), false],
    ['a predicate that holds', Up.match({}, ({ port }) => port < 2), true],
    ['a predicate that does not', Up.match({ port: 1 }, ({ reason }) => reason === 'admin'), false],
  ])('for %s', (_, matcher, expected) => {
    expect(matcher.matches(up)).toBe(expected)
    const tree = new MatchTree<{ found: number }>(() => {})
    tree.add(matcher, { found: 0 })
    expect(tree.first(up) !== undefined).toBe(expected)
    const index = new EventIndex()
    index.add(up)
    expect(index.find(matcher)).toEqual(expected ? [up] : [])
  })

  it('of a parent match grandchildren, those of a child no parents', () => {
    const flap = new Flap({ dpid: 'a', port: 1, reason: 'link' })
    expect(Up.match({ reason: 'link' }).matches(flap)).toBe(true)
    expect(Flap.match().matches(flap)).toBe(true)
    expect(Up.match().matches(new Port({ dpid: 'a', port: 1 }))).toBe(false)
  })
})

class Found {
  found = 0
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

describe('the match tree', () => {
  const names = (tree: MatchTree<Found>, of: object): string[] => {
    const found: ReturnType<typeof tree.add>[] = []
    tree.find(of, found)
    return found.map(({ target }) => target.name)
  }

  it('answers exact before wildcard before prefix, each in order of arrival', () => {
    const tree = new MatchTree<Found>(() => {})
    tree.add(Event.match(), new Found('any'))
    tree.add(Port.match({ port: 1 }), new Found('wildcard+exact'))
    tree.add(Port.match({ dpid: 'a' }), new Found('prefix'))
    tree.add(Port.match({ dpid: 'a', port: 1 }), new Found('exact'))
    tree.add(Port.match({ dpid: 'a', port: 1 }), new Found('exact 2'))
    tree.add(Port.match({ dpid: 'b', port: 1 }), new Found('other'))
    expect(names(tree, new Port({ dpid: 'a', port: 1 }))).toEqual([
      'exact',
      'exact 2',
      'prefix',
      'wildcard+exact',
      'any',
    ])
  })

  it('finds a target once, by its most specific matcher', () => {
    const tree = new MatchTree<Found>(() => {})
    const target = new Found('one')
    tree.add(Event.match(), target)
    const specific = Port.match({ dpid: 'a' })
    tree.add(specific, target)
    const found: ReturnType<typeof tree.add>[] = []
    tree.find(up, found)
    expect(found.map(({ matcher }) => matcher)).toEqual([specific])
  })

  it('takes a predicate that throws for no match, and reports it', () => {
    const errors: unknown[] = []
    const tree = new MatchTree<Found>((error) => errors.push(error))
    tree.add(
      Port.match({}, () => {
        throw new Error('oops')
      }),
      new Found('broken'),
    )
    tree.add(Port.match(), new Found('sound'))
    expect(names(tree, up)).toEqual(['sound'])
    expect(errors).toEqual([new Error('oops')])
  })

  it('keeps nothing of what was removed', () => {
    const tree = new MatchTree<Found>(() => {})
    const entries = Array.from({ length: 20 }, (_, port) => tree.add(Port.match({ port }), new Found(`${port}`)))
    for (const entry of entries) tree.remove(entry)
    for (const entry of entries) tree.remove(entry)
    expect(names(tree, up)).toEqual([])
    expect(entries.every(({ node }) => node.size === 0)).toBe(true)
  })
})

describe('the event index', () => {
  class Job extends claimable('queue', 'id')<{ queue: string; id: number }> {}

  it('claims once', () => {
    const job = new Job({ queue: 'q', id: 1 })
    expect([job.claimed, job.claim(), job.claim(), job.claimed]).toEqual([false, true, false, true])
  })
})
