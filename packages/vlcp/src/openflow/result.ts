import { messageName, messageType, versionName } from '@vlcp/openflow'
import { printable } from '../terminal/printable.ts'
import type { Outcome } from './decode-one.ts'
import { messageText } from './message-text.ts'

/** Where in a capture a message was found. */
export interface Origin {
  /** `10.0.0.1:6653`. */
  readonly from: string
  readonly to: string
  /** ISO 8601, when the last segment of the message was captured; absent where the file does not say. */
  readonly time?: string
}

/** What becomes one line of output. */
export interface Result {
  readonly outcome: Outcome
  readonly origin?: Origin
  /** Number of the line on standard input, from 1. */
  readonly line?: number
  /** Where the message begins, in bytes from the start of the hexadecimal text. */
  readonly start?: number
  /** The message itself, where the reader could not know it otherwise. */
  readonly bytes?: Uint8Array
}

/** A result as one line of JSON. */
export function formatJson({ outcome, origin, line, start, bytes }: Result): string {
  if (!outcome.ok) {
    const place = { ...(line !== undefined && { line }), ...(start !== undefined && start > 0 && { start }) }
    return JSON.stringify({ ...outcome, ...place, ...origin, ...(bytes !== undefined && { bytes: hex(bytes) }) })
  }
  const { message, reencoded } = outcome
  return JSON.stringify({
    ok: true,
    version: versionName(message.version),
    type: messageName(message),
    message: messageType(message.version).dump(message),
    reencoded: hex(reencoded),
    ...origin,
  })
}

/** A result as text for people. */
export function formatText({ outcome, origin, line }: Result): string {
  const where = [
    ...(origin?.time === undefined ? [] : [origin.time]),
    ...(origin === undefined ? [] : [`${origin.from} > ${origin.to}`]),
    ...(line === undefined || outcome.ok ? [] : [`line ${line}`]),
  ].join(' ')
  const what = outcome.ok ? messageText(outcome.message) : `***decode error*** ${outcome.error}`
  const lines = what.split('\n').map(printable)
  return `${where === '' ? '' : `${where}: `}${lines.join('\n')}`
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}
