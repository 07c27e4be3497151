import type { Output } from '../terminal/style.ts'
import type { ConsoleClient } from './client.ts'

/** What a command works with. */
export interface Attached {
  readonly client: ConsoleClient
  readonly output: Output
  /** Answers as JSON, one event a line. */
  readonly json: boolean
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Writes lines, at the pace of who reads them. */
  readonly write: (lines: readonly string[]) => Promise<void>
  /** Says something that is no part of the answer. */
  readonly remark: (line: string) => void
}

/** What was written behind the name of the command. */
export interface Given {
  readonly words: readonly string[]
  /** The same before it was split. */
  readonly text: string
}

/** Completes the last of the words. */
export type Complete = (client: ConsoleClient, words: readonly string[]) => Promise<readonly string[]>

export interface ConsoleCommand {
  readonly name: string
  /** What comes behind the name. */
  readonly usage: string
  readonly summary: string
  readonly run: (attached: Attached, given: Given) => Promise<void>
  readonly complete?: Complete
}
