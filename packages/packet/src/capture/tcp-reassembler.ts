import { type DirectionLimits, TcpDirection } from './tcp-direction.ts'
import type { TcpEvent } from './tcp-event.ts'
import { formatEndpoint, type TcpEndpoint, type TcpSegment } from './tcp-segment.ts'

export interface ReassemblyOptions extends Partial<DirectionLimits> {
  /** Bytes held by all streams together. */
  readonly maxTotalBytes?: number
  /** Directions of connections remembered; the one that has been silent for longest goes first. */
  readonly maxStreams?: number
}

/**
 * Puts the TCP segments of a capture in order, each direction of each connection by itself (RFC 9293, 3.4). Segments may
 * come out of order, twice and overlapping; of bytes that came twice the first are taken. A connection may have begun
 * before the capture. What is missing for longer than the limits allow is reported as a gap and passed over.
 */
export class TcpReassembler {
  readonly #limits: DirectionLimits
  readonly #maxTotalBytes: number
  readonly #maxStreams: number
  /** In the order of their last segments. */
  readonly #directions = new Map<string, TcpDirection>()
  #heldBytes = 0
  #events: TcpEvent[] = []

  /**
   * Defaults: 1 MiB and 4096 segments a stream, 64 MiB and 8192 streams in all, 8 segments to find the start, 4
   * acknowledgments of what is missing.
   */
  constructor(options: ReassemblyOptions = {}) {
    const { maxHeldBytes = 1 << 20, maxHeldSegments = 4096, maxStartSegments = 8, maxAcknowledgments = 4 } = options
    this.#limits = { maxHeldBytes, maxHeldSegments, maxStartSegments, maxAcknowledgments }
    this.#maxTotalBytes = options.maxTotalBytes ?? 1 << 26
    this.#maxStreams = options.maxStreams ?? 8192
  }

  /** Bytes held because something in front of them is missing. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Takes the next segment of the capture and returns what follows from it. */
  push(segment: TcpSegment): TcpEvent[] {
    const own = this.#directionOf(segment)
    const key = keyOf(segment.to, segment.from)
    const other = this.#directions.get(key)
    if (segment.rst) this.#reset(segment, own, other)
    else {
      this.#run(own, () => own.accept(segment))
      const { acknowledgment, syn } = segment
      if (other !== undefined && acknowledgment !== undefined)
        this.#run(other, () => other.peerAcknowledges(acknowledgment, syn))
    }
    if (this.#heldBytes > this.#maxTotalBytes) this.#run(own, () => own.flush())
    return this.#takeEvents()
  }

  #reset({ sequence }: TcpSegment, own: TcpDirection, other: TcpDirection | undefined): void {
    if (own.isPast(sequence)) return
    for (const direction of [own, other]) if (direction !== undefined) this.#run(direction, () => direction.end('rst'))
  }

  /** Says that nothing follows, and returns what was held. */
  end(): TcpEvent[] {
    for (const direction of this.#directions.values()) this.#run(direction, () => direction.end('capture'))
    this.#directions.clear()
    return this.#takeEvents()
  }

  #directionOf(segment: TcpSegment): TcpDirection {
    const key = keyOf(segment.from, segment.to)
    const known = this.#directions.get(key)
    // The Map keeps the order of insertion: the one used last goes to the end.
    this.#directions.delete(key)
    if (known !== undefined && !known.isOfAnother(segment)) {
      this.#directions.set(key, known)
      return known
    }
    if (known !== undefined) this.#run(known, () => known.end('reused'))
    const fresh = new TcpDirection({ from: segment.from, to: segment.to }, this.#limits, (event) =>
      this.#events.push(event),
    )
    this.#directions.set(key, fresh)
    if (this.#directions.size > this.#maxStreams) this.#dropOldest()
    return fresh
  }

  #dropOldest(): void {
    const [oldest] = this.#directions
    if (oldest === undefined) return
    const [key, direction] = oldest
    this.#directions.delete(key)
    this.#run(direction, () => direction.end('crowded'))
  }

  /** Runs something on a direction and keeps the sum of what all hold. */
  #run(direction: TcpDirection, action: () => void): void {
    const before = direction.heldBytes
    action()
    this.#heldBytes += direction.heldBytes - before
  }

  #takeEvents(): TcpEvent[] {
    const events = this.#events
    if (events.length > 0) this.#events = []
    return events
  }
}

function keyOf(from: TcpEndpoint, to: TcpEndpoint): string {
  return `${formatEndpoint(from)}>${formatEndpoint(to)}`
}
