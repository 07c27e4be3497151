import type { Background } from './background.ts'

/** Outcome of a series of echo requests. */
export interface PingCount {
  readonly sent: number
  readonly received: number
}

export interface PingRecord extends PingCount {
  /** Sequence numbers, from 1, of requests that nobody answered. */
  readonly lostSequence: readonly number[]
  /** Sequence numbers answered more than once. */
  readonly duplicateSequence: readonly number[]
}

const summaryPattern = /^(\d+) packets transmitted, (\d+) received/m
const replyPattern = /bytes from .* icmp_seq=(\d+) /

/** Reads the summary that iputils' ping prints at its end. */
export function parsePingSummary(output: string): PingCount {
  const found = summaryPattern.exec(output)
  if (found === null) throw new Error(`ping printed no summary:\n${output}`)
  return { sent: Number(found[1]), received: Number(found[2]) }
}

/** Follows the lines of one ping and knows at its end which requests were lost. */
export class PingTally {
  // ICMP sequence numbers have 16 bits; ping starts at 1 and a series here ends before they repeat.
  readonly #replies = new Map<number, number>()
  #summary: PingCount | undefined

  add(line: string): void {
    const sequence = replyPattern.exec(line)?.[1]
    if (sequence !== undefined) this.#replies.set(Number(sequence), (this.#replies.get(Number(sequence)) ?? 0) + 1)
    else if (summaryPattern.test(line)) this.#summary = parsePingSummary(line)
  }

  get answered(): number {
    return this.#replies.size
  }

  record(): PingRecord {
    if (this.#summary === undefined) throw new Error('ping ended without a summary')
    const lost: number[] = []
    for (let sequence = 1; sequence <= this.#summary.sent; sequence++) {
      if (!this.#replies.has(sequence)) lost.push(sequence)
    }
    // The request under way when ping was stopped had no time to be answered: it counts neither as sent nor as lost.
    const cutOff = lost.length > 0 && lost.at(-1) === this.#summary.sent
    if (cutOff) lost.pop()
    const sent = this.#summary.sent - (cutOff ? 1 : 0)
    const duplicates = [...this.#replies].filter(([, count]) => count > 1).map(([sequence]) => sequence)
    return { sent, received: sent - lost.length, lostSequence: lost, duplicateSequence: duplicates }
  }
}

/** A ping that runs beside the test. */
export class RunningPing {
  readonly #process: Background
  readonly #tally: PingTally

  constructor(process: Background, tally: PingTally) {
    this.#process = process
    this.#tally = tally
  }

  /** Replies so far. */
  get answered(): number {
    return this.#tally.answered
  }

  /** Ends it. @throws Error when ping had ended before by itself */
  async stop(): Promise<PingRecord> {
    if (this.#process.exit !== undefined) throw this.#process.error('ping ended before it was stopped')
    await this.#process.stop('SIGINT')
    return this.#tally.record()
  }
}
