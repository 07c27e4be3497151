/** One frame of a capture, as the file has it. */
export interface Frame {
  /** What the bytes start with; see `link_type`. */
  readonly linkType: number
  /** Nanoseconds since 1970-01-01 UTC; absent where the file says none. */
  readonly timestampNs?: bigint
  /** Size in bytes on the network; more than `data` has when the frame was cut. */
  readonly originalLength: number
  /** The bytes that were captured, in memory of their own. */
  readonly data: Uint8Array
}

/** The largest frame accepted, in bytes: the largest that tcpdump and Wireshark write (their MAXIMUM_SNAPLEN). */
export const maxFrameSize = 262_144
