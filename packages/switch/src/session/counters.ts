import type { Connection } from '@vlcp/transport'
import { RoundTripMeter, type RoundTrips } from './round-trips.ts'

export interface SessionCounters {
  readonly messagesIn: number
  readonly messagesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly errorsIn: number
  /** Messages that could not be understood, or that nobody had asked for. */
  readonly malformed: number
  readonly packetIns: number
  /** Requests without answer yet, and changes that are not confirmed yet. */
  readonly unanswered: number
  readonly unconfirmed: number
  /** Bytes that the switch has not taken yet. */
  readonly queuedBytes: number
  readonly roundTrips: RoundTrips
}

/** What a session counts itself; the connection counts the rest. */
export class SessionCounter {
  errorsIn = 0
  malformed = 0
  packetIns = 0
  readonly roundTrips = new RoundTripMeter()

  with({ stats, queuedBytes }: Connection, unanswered: number, unconfirmed: number): SessionCounters {
    const { errorsIn, malformed, packetIns } = this
    const { count, lastMs, meanMs, maxMs } = this.roundTrips
    const roundTrips = { count, lastMs, meanMs, maxMs }
    return { ...stats, errorsIn, malformed, packetIns, unanswered, unconfirmed, queuedBytes, roundTrips }
  }
}
