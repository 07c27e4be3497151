import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../core/concat.ts'
import type { TcpEvent } from './tcp-event.ts'
import { type ReassemblyOptions, TcpReassembler } from './tcp-reassembler.ts'
import type { TcpSegment } from './tcp-segment.ts'

const client = { address: '10.0.0.1', port: 40_000 }
const server = { address: '2001:db8::1', port: 6653 }
const flags = { syn: false, fin: false, rst: false }

/** A segment from the client; its data, if it is text, as Latin letters. */
function segment(sequence: number, data: string | Uint8Array, more: Partial<TcpSegment> = {}): TcpSegment {
  const bytes = typeof data === 'string' ? Uint8Array.from(Buffer.from(data)) : data
  return { from: client, to: server, sequence, ...flags, data: bytes, ...more }
}

const answer = (more: Partial<TcpSegment>): TcpSegment => segment(0, '', { from: server, to: client, ...more })

/** Everything that follows from the segments, and from the end of the capture. */
function eventsOf(segments: readonly TcpSegment[], options?: ReassemblyOptions): TcpEvent[] {
  const reassembler = new TcpReassembler(options)
  const events = segments.flatMap((each) => reassembler.push(each))
  const rest = reassembler.end()
  expect(reassembler.heldBytes).toBe(0)
  return [...events, ...rest]
}

/** Events in short: `start whole`, text of data, `gap 3`, `end fin`. */
function brief(events: readonly TcpEvent[]): string[] {
  return events.map((event) => {
    switch (event.kind) {
      case 'start':
        return event.beginning ? 'start whole' : 'start middle'
      case 'data':
        return Buffer.from(event.data).toString()
      case 'gap':
        return `gap ${event.missing}`
      case 'end':
        return `end ${event.reason}`
    }
  })
}

const dataOf = (events: readonly TcpEvent[]): Uint8Array =>
  concat(events.flatMap((event) => (event.kind === 'data' ? [event.data] : [])))

const syn = segment(999, '', { syn: true })

describe('a stream', () => {
  it('is put in order', () => {
    const segments = [syn, segment(1003, 'def'), segment(1000, 'abc'), segment(1006, 'gh', { fin: true })]
    expect(brief(eventsOf(segments))).toEqual(['start whole', 'abc', 'def', 'gh', 'end fin'])
  })

  it('of bytes that come twice and overlap has each once', () => {
    const segments = [syn, syn, segment(1000, 'abc'), segment(1000, 'abc'), segment(1001, 'bcde'), segment(1007, 'hi')]
    const more = [segment(1003, 'defg'), segment(1000, 'abcdefghij', { fin: true }), segment(1000, 'abc')]
    expect(brief(eventsOf([...segments, ...more]))).toEqual(['start whole', 'abc', 'de', 'fg', 'hi', 'j', 'end fin'])
  })

  it('goes on where sequence numbers begin again', () => {
    const start = segment(0xffff_fffe, '', { syn: true })
    const segments = [start, segment(2, 'def'), segment(0xffff_ffff, 'abc'), segment(5, 'g')]
    expect(brief(eventsOf(segments))).toEqual(['start whole', 'abc', 'def', 'g', 'end capture'])
  })

  it('has data in the segments with SYN and FIN', () => {
    expect(brief(eventsOf([segment(999, 'abc', { syn: true, fin: true }), segment(1003, 'never')]))).toEqual([
      'start whole',
      'abc',
      'end fin',
    ])
  })

  it('ends where it was first said to, whatever comes behind', () => {
    const segments = [
      syn,
      segment(1003, 'def', { fin: true }),
      segment(1006, 'gh', { fin: true }),
      segment(1000, 'abc'),
    ]
    expect(brief(eventsOf(segments))).toEqual(['start whole', 'abc', 'def', 'end fin'])
    const longer = [syn, segment(1003, '', { fin: true }), segment(1000, 'abcdef')]
    expect(brief(eventsOf(longer))).toEqual(['start whole', 'abc', 'end fin'])
  })

  it('holds nothing twice', () => {
    const reassembler = new TcpReassembler()
    for (const each of [syn, segment(1003, 'def'), segment(1003, 'def'), segment(1004, 'e')]) reassembler.push(each)
    expect(reassembler.heldBytes).toBe(3)
  })

  it('waits with its end for what is missing', () => {
    expect(brief(eventsOf([syn, segment(1003, 'def', { fin: true }), segment(1000, 'abc')])).at(-1)).toBe('end fin')
  })

  it('says where segments begin', () => {
    const events = eventsOf([syn, segment(1000, 'abc'), segment(1001, 'bcd'), segment(1004, 'e')])
    expect(events.flatMap((event) => (event.kind === 'data' ? event.boundary : []))).toEqual([true, false, true])
  })

  it('keeps what it holds apart from the frame', () => {
    const reassembler = new TcpReassembler()
    const frame = new Uint8Array(Buffer.from('def'))
    reassembler.push(syn)
    reassembler.push(segment(1003, frame))
    frame.fill(0)
    expect(brief(reassembler.push(segment(1000, 'abc')))).toEqual(['abc', 'def'])
  })
})

describe('a stream whose beginning is not in the capture', () => {
  it('begins with the earliest byte that the peer acknowledges', () => {
    const reassembler = new TcpReassembler()
    expect(reassembler.push(answer({ acknowledgment: 1000 }))).toEqual([])
    expect(reassembler.push(segment(1003, 'def'))).toEqual([])
    expect(reassembler.push(segment(1000, 'abc'))).toEqual([])
    expect(brief(reassembler.push(answer({ acknowledgment: 1006 })))).toEqual(['start middle', 'abc', 'def'])
    expect(brief(reassembler.push(segment(1006, 'g')))).toEqual(['g'])
  })

  it('begins when enough has come', () => {
    const segments = [5, 4, 3, 2, 1].map((at) => segment(at, String(at)))
    expect(brief(eventsOf(segments, { maxStartSegments: 2 }))).toEqual(['start middle', '3', '4', '5', 'end capture'])
  })

  it('begins exactly where SYN and ACK of the peer say', () => {
    const reassembler = new TcpReassembler()
    reassembler.push(segment(1003, 'def'))
    const both = reassembler.push(answer({ acknowledgment: 1000, syn: true }))
    expect(both).toMatchObject([{ stream: { from: server } }, { stream: { from: client }, beginning: true }])
    expect(brief(reassembler.push(segment(1000, 'abc')))).toEqual(['abc', 'def'])
  })

  it('is given out at the end of the capture', () => {
    expect(brief(eventsOf([segment(7, 'abc')]))).toEqual(['start middle', 'abc', 'end capture'])
  })
})

describe('what never comes', () => {
  it('is a gap once too many segments wait for it', () => {
    const segments = [syn, ...[1, 2, 3, 4].map((at) => segment(1000 + at, String(at)))]
    const reassembler = new TcpReassembler({ maxHeldSegments: 3 })
    const events = segments.flatMap((each) => reassembler.push(each))
    expect(brief(events)).toEqual(['start whole', 'gap 1', '1', '2', '3', '4'])
    expect(reassembler.heldBytes).toBe(0)
  })

  it('is a gap once too many bytes wait for it, in one stream or in all', () => {
    for (const options of [{ maxHeldBytes: 1000 }, { maxTotalBytes: 1000 }]) {
      const reassembler = new TcpReassembler(options)
      reassembler.push(syn)
      for (let at = 2000; at < 100_000; at += 150) {
        reassembler.push(segment(at, new Uint8Array(100)))
        expect(reassembler.heldBytes).toBeLessThanOrEqual(1000)
      }
    }
  })

  it('is a gap once the peer has acknowledged it several times, so that a live capture goes on', () => {
    const reassembler = new TcpReassembler({ maxAcknowledgments: 2 })
    const later = [syn, segment(1001, 'b'), segment(1003, 'd')].flatMap((each) => reassembler.push(each))
    expect(brief(later)).toEqual(['start whole'])
    const answers = [1000, 1002, 1002, 1002, 1004, 1004, 1004].map((acknowledgment) => answer({ acknowledgment }))
    expect(answers.map((each) => brief(reassembler.push(each)))).toEqual([
      [],
      [],
      [],
      ['gap 1', 'b'],
      [],
      [],
      ['gap 1', 'd'],
    ])
  })

  it('is a gap at the end of the capture, and at a RST', () => {
    const segments = [syn, segment(1000, 'abc'), segment(1005, 'fgh'), segment(1010, 'kl')]
    const expected = ['start whole', 'abc', 'gap 2', 'fgh', 'gap 2', 'kl']
    expect(brief(eventsOf(segments))).toEqual([...expected, 'end capture'])
    expect(brief(eventsOf([...segments, segment(1012, '', { rst: true })]))).toEqual([...expected, 'end rst'])
  })
})

describe('connections', () => {
  it('end in both directions with a RST, but not with an old one', () => {
    const hello = answer({ sequence: 50, data: Uint8Array.of(65), acknowledgment: 1000 })
    const segments = [syn, answer({ sequence: 49, syn: true, acknowledgment: 1000 }), hello, segment(1000, 'abc')]
    const reset = answer({ sequence: 51, rst: true })
    expect(brief(eventsOf([...segments, answer({ sequence: 3, rst: true }), reset, segment(1003, 'x')]))).toEqual([
      'start whole',
      'start whole',
      'A',
      'abc',
      'end rst',
      'end rst',
    ])
  })

  it('end with a RST that has data and lies far away, and none begins', () => {
    const reset = segment(1000 + 2 ** 30 + 100, 'bye', { rst: true })
    expect(brief(eventsOf([syn, segment(1000, 'abc'), reset]))).toEqual(['start whole', 'abc', 'end rst'])
  })

  it('may use addresses and ports of earlier ones', () => {
    const again = [segment(5_000_000, '', { syn: true }), segment(5_000_001, 'xyz')]
    const fin = segment(1003, '', { fin: true })
    expect(brief(eventsOf([syn, segment(1000, 'abc'), fin, ...again]))).toEqual([
      'start whole',
      'abc',
      'end fin',
      'start whole',
      'xyz',
      'end capture',
    ])
    expect(brief(eventsOf([syn, segment(1000, 'abc'), ...again])).slice(2, 4)).toEqual(['end reused', 'start whole'])
  })

  it('that are far apart in sequence numbers are two, with or without SYN', () => {
    const segments = [syn, segment(1000, 'abc'), segment(0x7000_0000, 'xyz')]
    expect(brief(eventsOf(segments))).toEqual([
      'start whole',
      'abc',
      'end reused',
      'start middle',
      'xyz',
      'end capture',
    ])
  })

  it('beyond the limit push out the one that was silent for longest', () => {
    const from = (port: number): TcpSegment => segment(1, `${port}`, { from: { ...client, port } })
    const events = eventsOf([from(1), from(2), from(1), from(3)], { maxStreams: 2 })
    expect(brief(events).slice(0, 3)).toEqual(['start middle', '2', 'end crowded'])
  })
})

describe('any capture of a stream', () => {
  /** Pieces that cover the stream, with further ones that overlap, all in any order. */
  const capture = fc
    .record({
      stream: fc.uint8Array({ minLength: 1, maxLength: 200 }),
      first: fc.oneof(fc.nat(), fc.integer({ min: 2 ** 32 - 250, max: 2 ** 32 - 1 })),
      cuts: fc.array(fc.nat(200), { maxLength: 12 }),
      extra: fc.array(fc.tuple(fc.nat(200), fc.nat(60)), { maxLength: 12 }),
    })
    .chain(({ stream, first, cuts, extra }) => {
      const edges = [0, ...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b), stream.length]
      const pieces = edges.slice(1).map((end, index) => [edges[index] ?? 0, end] as const)
      const again = extra.map(
        ([at, size]) => [Math.min(at, stream.length), Math.min(at + size, stream.length)] as const,
      )
      const segments = [...pieces, ...again].map(([at, end]) =>
        segment((first + at) >>> 0, stream.subarray(at, end), { fin: end === stream.length }),
      )
      const shuffled = fc.shuffledSubarray(segments, { minLength: segments.length })
      return fc.record({ stream: fc.constant(stream), first: fc.constant(first), segments: shuffled })
    })

  it('gives the stream', () => {
    fc.assert(
      fc.property(capture, fc.nat(30), ({ stream, first, segments }, place) => {
        const start = segment((first - 1) >>> 0, '', { syn: true })
        const mixed = [...segments.slice(0, place), start, ...segments.slice(place)]
        const events = eventsOf(mixed, { maxStartSegments: 100 })
        expect(dataOf(events)).toEqual(stream)
        expect(brief(events)[0]).toBe('start whole')
        expect(brief(events).at(-1)).toBe('end fin')
      }),
    )
  })

  it('without its SYN gives the stream too, as long as the start may be waited for', () => {
    fc.assert(
      fc.property(capture, ({ stream, segments }) => {
        expect(dataOf(eventsOf(segments, { maxStartSegments: 100 }))).toEqual(stream)
      }),
    )
  })

  it('with segments missing accounts for every byte', () => {
    fc.assert(
      fc.property(capture, fc.array(fc.boolean(), { maxLength: 24 }), ({ stream, first, segments }, lost) => {
        const start = segment((first - 1) >>> 0, '', { syn: true })
        const kept = segments.filter((_, index) => lost[index] !== true)
        const events = eventsOf([start, ...kept], { maxHeldSegments: 3 })
        let at = 0
        for (const event of events) {
          if (event.kind === 'gap') at += event.missing
          if (event.kind !== 'data') continue
          expect(event.data).toEqual(stream.subarray(at, at + event.data.length))
          at += event.data.length
        }
        expect(at).toBeLessThanOrEqual(stream.length)
      }),
    )
  })

  it('survives segments of an enemy', () => {
    const any = fc.record({
      sequence: fc.oneof(fc.nat(50), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      acknowledgment: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      syn: fc.boolean(),
      fin: fc.boolean(),
      rst: fc.boolean(),
      data: fc.uint8Array({ maxLength: 40 }),
      back: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (given) => {
        const segments = given.map(({ back, ...rest }) => {
          const [from, to] = back ? [server, client] : [client, server]
          return { from, to, ...rest }
        })
        const alive = new Set<unknown>()
        for (const event of eventsOf(segments, { maxHeldBytes: 100, maxHeldSegments: 4, maxStartSegments: 9 })) {
          if (event.kind === 'start') alive.add(event.stream)
          expect(alive.has(event.stream)).toBe(true)
          if (event.kind === 'end') alive.delete(event.stream)
          if (event.kind === 'data') expect(event.data.length).toBeGreaterThan(0)
        }
        expect(alive.size).toBe(0)
      }),
    )
  })
})
