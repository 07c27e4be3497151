import { advance, distance } from './sequence-number.ts'

/** Data that cannot be given out yet, because something in front of it is missing. */
export interface HeldSegment {
  readonly sequence: number
  readonly data: Uint8Array
  readonly timestampNs: bigint | undefined
}

/** Segments in the order of their sequence numbers, of equal ones in the order of their arrival. */
export class HeldSegments {
  readonly #segments: HeldSegment[] = []
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#segments.length
  }

  get first(): HeldSegment | undefined {
    return this.#segments[0]
  }

  /** Keeps a segment, as a copy because the frame it lies in may be large. What is held already is not kept twice. */
  add(segment: HeldSegment): void {
    // From the end: segments mostly come in order.
    let at = this.#segments.length
    while (at > 0 && isBehind(this.#segments[at - 1], segment)) at--
    const before = this.#segments[at - 1]
    if (before !== undefined && covers(before, segment)) return
    this.#segments.splice(at, 0, { ...segment, data: new Uint8Array(segment.data) })
    this.#bytes += segment.data.length
  }

  takeFirst(): HeldSegment | undefined {
    const first = this.#segments.shift()
    this.#bytes -= first?.data.length ?? 0
    return first
  }
}

function isBehind(held: HeldSegment | undefined, { sequence }: HeldSegment): boolean {
  return held !== undefined && distance(sequence, held.sequence) > 0
}

function covers(held: HeldSegment, { sequence, data }: HeldSegment): boolean {
  const end = advance(sequence, data.length)
  return distance(held.sequence, sequence) >= 0 && distance(end, advance(held.sequence, held.data.length)) >= 0
}
