import {
  decodeFrame,
  formatEndpoint,
  type Frame,
  isKnownLinkType,
  segmentOf,
  type TcpEvent,
  TcpReassembler,
  type TcpStream,
} from '@vlcp/packet'
import { decodeOne } from './decode-one.ts'
import type { Origin, Result } from './result.ts'
import { StreamFramer, type StreamItem } from './stream-framer.ts'
import { formatTimestamp } from './timestamp.ts'

/** Where controllers listen: the port that is registered for OpenFlow, and the one that was used before. */
export const openflowPorts: readonly number[] = [6653, 6633]

interface Conversation {
  readonly framer: StreamFramer
  readonly from: string
  readonly to: string
  lastNs: bigint | undefined
}

/** Finds the OpenFlow messages in the frames of a capture. */
export class CaptureDecoder {
  readonly #ports: ReadonlySet<number>
  readonly #reassembler = new TcpReassembler()
  readonly #conversations = new Map<TcpStream, Conversation>()
  readonly #reportedLinkTypes = new Set<number>()

  /** `ports`: of the side that listens. */
  constructor(ports: readonly number[]) {
    this.#ports = new Set(ports)
  }

  *push(frame: Frame): Generator<Result> {
    if (!isKnownLinkType(frame.linkType)) {
      yield* this.#reportLinkType(frame.linkType)
      return
    }
    const packet = decodeFrame(frame)
    const segment = packet && segmentOf(packet, frame.timestampNs)
    if (segment === undefined) return
    if (!this.#ports.has(segment.from.port) && !this.#ports.has(segment.to.port)) return
    for (const event of this.#reassembler.push(segment)) yield* this.#follow(event)
  }

  /** The capture is over. */
  *end(): Generator<Result> {
    for (const event of this.#reassembler.end()) yield* this.#follow(event)
  }

  *#reportLinkType(linkType: number): Generator<Result> {
    if (this.#reportedLinkTypes.has(linkType)) return
    this.#reportedLinkTypes.add(linkType)
    yield { outcome: { ok: false, error: `frames of link type ${linkType} cannot be read`, offset: 0 } }
  }

  *#follow(event: TcpEvent): Generator<Result> {
    if (event.kind === 'start') this.#conversations.set(event.stream, startConversation(event.stream, event.beginning))
    const conversation = this.#conversations.get(event.stream)
    if (conversation === undefined) return
    if (event.kind === 'data') conversation.lastNs = event.timestampNs
    for (const item of itemsOf(conversation.framer, event)) yield toResult(conversation, item)
    if (event.kind === 'end') this.#conversations.delete(event.stream)
  }
}

function startConversation({ from, to }: TcpStream, beginning: boolean): Conversation {
  const framer = new StreamFramer(beginning)
  return { framer, from: formatEndpoint(from), to: formatEndpoint(to), lastNs: undefined }
}

function itemsOf(framer: StreamFramer, event: TcpEvent): Iterable<StreamItem> {
  switch (event.kind) {
    case 'start':
      return []
    case 'data':
      return framer.push(event.data, event.boundary)
    case 'gap':
      return framer.gap(event.missing)
    case 'end':
      return framer.end()
  }
}

function toResult({ from, to, lastNs }: Conversation, item: StreamItem): Result {
  const time = lastNs === undefined ? undefined : formatTimestamp(lastNs)
  const origin: Origin = { from, to, ...(time !== undefined && { time }) }
  if (item.bytes === undefined) return { outcome: { ok: false, error: item.error, offset: 0 }, origin }
  const outcome = decodeOne(item.bytes)
  return outcome.ok ? { outcome, origin } : { outcome, origin, bytes: item.bytes }
}
