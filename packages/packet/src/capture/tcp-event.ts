import type { TcpEndpoint } from './tcp-segment.ts'

/** One direction of one connection. Two connections with the same addresses and ports are two objects. */
export interface TcpStream {
  readonly from: TcpEndpoint
  readonly to: TcpEndpoint
}

/**
 * Why a stream is over. `fin`, `rst`: the connection says so. `reused`: another connection has taken its addresses and ports.
 * `crowded`: there were too many streams, and this one had been silent for longest. `capture`: nothing follows.
 */
export type TcpEnd = 'fin' | 'rst' | 'reused' | 'crowded' | 'capture'

/** What reassembly says. Of each stream first `start`, at the end `end`, and nothing after it. */
export type TcpEvent =
  /** `beginning`: whether the first byte is the first one of the connection, and not where the capture began. */
  | { readonly kind: 'start'; readonly stream: TcpStream; readonly beginning: boolean }
  | {
      readonly kind: 'data'
      readonly stream: TcpStream
      /** The next bytes of the stream, of one segment; a view of it or of a copy. */
      readonly data: Uint8Array
      /** Whether `data` begins where the segment does, which is where most protocols begin a message. */
      readonly boundary: boolean
      /** When the segment was captured. */
      readonly timestampNs: bigint | undefined
    }
  /** So many bytes are not in the capture; what follows is behind them. */
  | { readonly kind: 'gap'; readonly stream: TcpStream; readonly missing: number }
  | { readonly kind: 'end'; readonly stream: TcpStream; readonly reason: TcpEnd }
