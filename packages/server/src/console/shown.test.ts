import { fc, test } from '@fast-check/vitest'
import { Event, event, extend } from '@vlcp/events'
import { describe, expect, it } from 'vitest'
import { parseEventFilter } from './event-filter.ts'
import { showEvent } from './shown-event.ts'
import { eventLimits, showValue } from './shown-value.ts'

class PortChange extends event('dpid', 'port')<{
  dpid: string | bigint
  port: number
  up?: boolean
  detail?: unknown
}> {}
class PortRemoved extends extend(PortChange, 'reason')<{ reason: string }> {}
class Handmade extends Event {
  static override readonly indices = ['odd'] as const
  get odd(): number {
    throw new Error('no')
  }
}

const boom = (): never => {
  throw new Error('boom')
}

const nested = (depth: number, inside: unknown): unknown => (depth === 0 ? inside : { a: nested(depth - 1, inside) })

describe('a shown value', () => {
  const cyclic: Record<string, unknown> = { a: 1 }
  cyclic['self'] = [cyclic]
  class Peer {
    #name = 'x'
    toString = undefined
    get name(): string {
      return this.#name
    }
  }
  class Empty {}

  it.each<[string, unknown, unknown]>([
    ['plain data', { a: [1, 'b', null, true] }, { a: [1, 'b', null, true] }],
    [
      'numbers JSON has no form for',
      [Number.NaN, -Infinity, 2n ** 70n],
      ['NaN', '-Infinity', '1180591620717411303424'],
    ],
    ['a number that takes long to write', 1n << 4_000_000n, '[a number of more than 512 bits]'],
    ['bytes', new Uint8Array([1, 255]), '01ff'],
    ['many bytes', Buffer.alloc(1000), `${'0'.repeat(512)}… (1000 bytes)`],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, 'b'],
      ]),
      { a: 1, 2: 'b' },
    ],
    ['a map of objects', new Map([[{ a: 1 }, 2]]), [[{ a: 1 }, 2]]],
    ['a set', new Set([1, 2]), [1, 2]],
    ['dates', [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', '[no date]']],
    [
      'an error',
      new RangeError('r', { cause: new TypeError('t') }),
      { error: 'RangeError', message: 'r', cause: { error: 'TypeError', message: 't' } },
    ],
    ['cycles', cyclic, { a: 1, self: ['[cycle]'] }],
    ['getters', Object.defineProperty({}, 'x', { get: boom, enumerable: true }), { x: '[getter]' }],
    [
      'a hostile toJSON and toString',
      { toJSON: boom, toString: boom },
      { toJSON: '[function boom]', toString: '[function boom]' },
    ],
    ['a proxy', new Proxy({}, { ownKeys: boom, get: boom, getPrototypeOf: boom }), '[proxy]'],
    ['objects of classes', [new Peer(), new Empty(), Promise.resolve(1)], [{}, '[Empty]', '[Promise]']],
    ['a prototype that is a proxy', Object.create(new Proxy({}, { getPrototypeOf: boom, get: boom })), '[object]'],
    ['symbols and functions', [Symbol('s'), boom], ['[symbol s]', '[function boom]']],
    ['long text', 'x'.repeat(10_000), `${'x'.repeat(512)}… (10000 characters)`],
    ['depth', nested(8, {}), nested(6, '{…}')],
  ])('of %s', (_, value, shown) => {
    expect(JSON.parse(JSON.stringify(showValue(value)))).toEqual(shown)
  })

  it('keeps a member called __proto__ a member', () => {
    expect(JSON.stringify(showValue(JSON.parse('{"__proto__":{"a":1}}')))).toBe('{"__proto__":{"a":1}}')
  })

  it('is bounded however large the value is', () => {
    const wide = (depth: number): unknown =>
      depth === 0 ? 'y'.repeat(1000) : Array.from({ length: 100 }, () => wide(depth - 1))
    const longest = eventLimits.values * (eventLimits.text + 40)
    for (const value of [
      wide(2),
      new Map(Object.entries(wide(2) as object)),
      Object.fromEntries(Object.entries(wide(2) as object)),
    ])
      expect(JSON.stringify(showValue(value)).length).toBeLessThan(longest)
    expect(JSON.stringify(showValue(Array.from({ length: 1e6 }))).length).toBeLessThan(1000)
  })

  test.prop([
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    }),
  ])('is JSON, of anything', (value) => {
    const shown = showValue(value)
    expect(JSON.parse(JSON.stringify(shown))).toEqual(JSON.parse(JSON.stringify(showValue(shown))))
  })

  test.prop([fc.jsonValue({ maxDepth: 4 })])('is the value itself where it is JSON', (value) => {
    const limits = { depth: 100, items: 1e6, text: 1e6, values: 1e6 }
    expect(JSON.stringify(showValue(value, limits))).toBe(JSON.stringify(value))
  })
})

it('a shown event has its indices apart', () => {
  const removed = new PortRemoved({ dpid: 5n, port: 3, reason: 'gone', up: false, detail: undefined })
  expect(showEvent(removed, 7)).toEqual({
    event: 'PortRemoved',
    at: 7,
    indices: { dpid: '5', port: 3, reason: 'gone' },
    attributes: { up: false },
  })
  expect(showEvent(new Handmade(), 7)).toMatchObject({ event: 'Handmade', indices: { odd: null }, attributes: {} })
})

describe('a filter', () => {
  const up = new PortChange({
    dpid: 's1',
    port: 3,
    up: true,
    detail: { peer: { name: 'x y' }, map: new Map([['k', 1]]) },
  })

  it.each([
    ['*', true],
    ['', true],
    ['Event port=3', true],
    ['PortChange', true],
    ['PortChange dpid=s1 port=3', true],
    ['PortChange dpid="s1"', true],
    ['PortChange port=*', true],
    ['PortChange up=true', true],
    ['PortChange detail.peer.name="x y"', true],
    ['PortChange detail.map.k=1', true],
    ['PortChange   port=3.0', true],
    ['PortChange port="3"', false],
    ['PortChange port=4', false],
    ['PortChange up=false', false],
    ['PortChange up="true"', false],
    ['PortChange nothing=*', false],
    ['PortChange detail=*', true],
    ['PortChange detail.peer.constructor.name=Object', false],
    ['PortRemoved', false],
    ['portchange', false],
    ['Portchange', false],
  ])('%j', (text, expected) => {
    expect(parseEventFilter(text).accepts(up)).toBe(expected)
  })

  it('reaches subclasses and numbers of any size', () => {
    const removed = new PortRemoved({ dpid: 2n ** 63n, port: 3, reason: '1.10' })
    expect(parseEventFilter(`PortChange dpid=${2n ** 63n}`).accepts(removed)).toBe(true)
    expect(parseEventFilter(`PortRemoved dpid=${2n ** 63n + 1n}`).accepts(removed)).toBe(false)
    expect(parseEventFilter('* reason=1.10').accepts(removed)).toBe(true)
    expect(parseEventFilter('* odd=*').accepts(new Handmade())).toBe(false)
  })

  it.each([
    ['PortChange x', '"x": expected name=value'],
    ['PortChange =3', '"=3": expected name=value'],
    ['PortChange x="a', 'a quotation mark is not closed'],
    ['port=3', 'expected the name of an event class, or *, before port=3'],
    [`* ${'a=1 '.repeat(17)}`, 'more than 16 conditions'],
  ])('refuses %j', (text, message) => {
    expect(() => parseEventFilter(text)).toThrow(message)
  })

  test.prop([fc.string()])('never fails otherwise', (text) => {
    try {
      parseEventFilter(text).accepts(up)
    } catch (error) {
      expect(error).toMatchObject({ name: 'OperationError', code: 'invalid' })
    }
  })
})
