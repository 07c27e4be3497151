import { type HeldSegment, HeldSegments } from './held-segments.ts'
import { advance, distance, largestWindow } from './sequence-number.ts'
import type { TcpEnd, TcpEvent, TcpStream } from './tcp-event.ts'
import type { TcpSegment } from './tcp-segment.ts'

export interface DirectionLimits {
  /** Bytes held while something in front of them is missing. */
  readonly maxHeldBytes: number
  /** Segments held for the same reason. */
  readonly maxHeldSegments: number
  /** Segments held while nobody has said where the stream begins. */
  readonly maxStartSegments: number
  /** Segments of the peer that acknowledge what is missing: it was received, so the capture has lost it. */
  readonly maxAcknowledgments: number
}

/**
 * One direction of a connection: puts segments in order.
 *
 *     unknown start ── SYN, SYN+ACK or ACK of the peer, or enough segments ──► running ── FIN, RST ──► over
 *     (holds what comes)                                       (gives out what is next, holds what is not)
 */
export class TcpDirection {
  readonly stream: TcpStream
  readonly #limits: DirectionLimits
  readonly #emit: (event: TcpEvent) => void
  readonly #held = new HeldSegments()
  /** Sequence number of the next byte; undefined while the start is unknown. */
  #next: number | undefined
  /** Of the first byte, where a SYN has said it. */
  #first: number | undefined
  /** Sequence number behind the last byte, once FIN has said it. */
  #finish: number | undefined
  /** How often the peer has acknowledged what is missing. */
  #acknowledged = 0
  #over = false

  constructor(stream: TcpStream, limits: DirectionLimits, emit: (event: TcpEvent) => void) {
    this.stream = stream
    this.#limits = limits
    this.#emit = emit
  }

  get heldBytes(): number {
    return this.#held.bytes
  }

  /** Whether the segment belongs to a later connection with the same addresses and ports. */
  isOfAnother({ sequence, syn, data, rst }: TcpSegment): boolean {
    if (rst) return false
    if (syn) return this.#isOtherStart(advance(sequence, 1))
    if (this.#over || data.length === 0 || this.#next === undefined) return false
    return Math.abs(distance(this.#next, sequence)) > largestWindow
  }

  #isOtherStart(first: number): boolean {
    if (this.#first !== undefined) return first !== this.#first
    // A SYN that comes late, behind data of its connection, lies a little back.
    return this.#over || (this.#next !== undefined && Math.abs(distance(first, this.#next)) > largestWindow)
  }

  /** Whether a RST is an old one, which ends nothing (RFC 9293, 3.10.7.4). */
  isPast(sequence: number): boolean {
    return this.#next !== undefined && distance(this.#next, sequence) < 0
  }

  /** Takes a segment without RST. */
  accept(segment: TcpSegment): void {
    if (this.#over) return
    const { syn, fin, data, timestampNs } = segment
    // SYN takes a sequence number of its own, in front of the data (RFC 9293, 3.4).
    const sequence = syn ? advance(segment.sequence, 1) : segment.sequence
    if (syn) this.#begin(sequence)
    if (fin) this.#finish ??= advance(sequence, data.length)
    if (data.length > 0) this.#take({ sequence, data, timestampNs })
    this.#stayWithinLimits()
    this.#finishIfDone()
  }

  /** The peer has received everything in front of `acknowledgment`; with a SYN that is where this stream begins. */
  peerAcknowledges(acknowledgment: number, syn: boolean): void {
    if (this.#over) return
    const { first } = this.#held
    if (syn) this.#begin(acknowledgment)
    else if (first !== undefined && distance(first.sequence, acknowledgment) >= 0) this.#confirmMissing()
    this.#finishIfDone()
  }

  /** The peer has everything in front of what is held. The capture may still have it too, a little out of order. */
  #confirmMissing(): void {
    if (this.#next === undefined) this.#startAtFirst()
    else if (++this.#acknowledged > this.#limits.maxAcknowledgments) this.#skipGap()
  }

  /** Gives out what is held, gaps or not, and ends the stream. */
  end(reason: TcpEnd): void {
    if (this.#over) return
    this.flush()
    this.#over = true
    if (this.#next !== undefined) this.#emit({ kind: 'end', stream: this.stream, reason })
  }

  /** Gives out what is held, gaps or not. */
  flush(): void {
    if (this.#next === undefined) this.#startAtFirst()
    while (this.#held.count > 0) this.#skipGap()
  }

  #begin(first: number): void {
    if (this.#next !== undefined) return
    this.#first = first
    this.#start(first, true)
  }

  /** Begins with the earliest byte there is. */
  #startAtFirst(): void {
    const { first } = this.#held
    if (first !== undefined) this.#start(first.sequence, false)
  }

  #start(sequence: number, beginning: boolean): void {
    this.#next = sequence
    this.#emit({ kind: 'start', stream: this.stream, beginning })
    this.#deliver()
  }

  #take(segment: HeldSegment): void {
    if (this.#next !== segment.sequence || this.#held.count > 0) {
      if (this.#next !== undefined && distance(this.#next, advance(segment.sequence, segment.data.length)) <= 0) return
      this.#held.add(segment)
      this.#deliver()
    } else this.#give(segment)
  }

  /** Gives out what is held and next in the stream. */
  #deliver(): void {
    if (this.#next === undefined) return
    for (let { first } = this.#held; first !== undefined; { first } = this.#held) {
      if (distance(this.#next, first.sequence) > 0) return
      this.#held.takeFirst()
      this.#give(first)
    }
  }

  /** Gives out what of the segment has not been given out and is not behind the end. */
  #give({ sequence, data, timestampNs }: HeldSegment): void {
    const next = this.#next ?? sequence
    const known = -distance(next, sequence)
    const end = this.#finish === undefined ? data.length : Math.min(data.length, distance(sequence, this.#finish))
    if (known >= end) return
    this.#next = advance(sequence, end)
    this.#acknowledged = 0
    const fresh = data.subarray(known, end)
    this.#emit({ kind: 'data', stream: this.stream, data: fresh, boundary: known === 0, timestampNs })
  }

  #skipGap(): void {
    const { first } = this.#held
    if (first === undefined || this.#next === undefined) return
    const missing = distance(this.#next, first.sequence)
    if (missing > 0) {
      this.#emit({ kind: 'gap', stream: this.stream, missing })
      this.#next = first.sequence
    }
    this.#deliver()
  }

  #stayWithinLimits(): void {
    const { maxHeldBytes, maxHeldSegments, maxStartSegments } = this.#limits
    const isTooMuch = (): boolean => this.#held.bytes > maxHeldBytes || this.#held.count > maxHeldSegments
    if (this.#next === undefined && (this.#held.count > maxStartSegments || isTooMuch())) this.#startAtFirst()
    while (isTooMuch()) this.#skipGap()
  }

  #finishIfDone(): void {
    if (this.#next === undefined || this.#finish === undefined) return
    if (distance(this.#next, this.#finish) <= 0) this.end('fin')
  }
}
