import { decodeMessage, type Dialect, errorName, formatOffending } from '@vlcp/openflow'

export type SwitchErrorCode =
  | 'negotiation_failed' // no common version, or no HELLO or FEATURES_REPLY in time
  | 'refused' // the switch answered with an OpenFlow error
  | 'disconnected' // the connection ended before the answer
  | 'timeout' // no answer in time
  | 'bad_reply' // an answer of another kind than the question asks for
  | 'too_many_requests' // more unanswered requests than a session keeps
  | 'truncated_packet' // only the beginning of a packet is known, and the switch does not keep it

/** Something a caller asked of a switch did not happen. */
export class SwitchError extends Error {
  override readonly name: string = 'SwitchError'
  readonly code: SwitchErrorCode

  constructor(code: SwitchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What the switch said, as it came. */
export interface Refusal {
  readonly errorType: number
  readonly errorCode: number
  /** At least the first 64 octets of the refused message. */
  readonly data: Uint8Array
}

/** The switch's own refusal, decoded. OpenFlow 1.3.5, 7.4.4. */
export class OpenFlowError extends SwitchError implements Refusal {
  override readonly name = 'OpenFlowError'
  readonly errorType: number
  readonly errorCode: number
  readonly data: Uint8Array
  /** The specification's names: `OFPET_BAD_ACTION`, `OFPBAC_BAD_OUT_PORT`. */
  readonly typeName: string
  readonly codeName: string
  /** What of the change or packet the error is about, as text: `actions=output:70000`. */
  readonly offending: string | undefined

  /** @param sent the message that was refused */
  constructor({ errorType, errorCode, data }: Refusal, dialect: Dialect, sent?: Uint8Array) {
    const name = errorName(errorType, errorCode, { version: dialect.version, data })
    const { type, code } = name
    const offending = sent === undefined ? undefined : formatOffending(decodeMessage(sent), dialect, name)
    super('refused', `the switch refused it: ${type} ${code}${offending === undefined ? '' : ` (${offending})`}`)
    this.errorType = errorType
    this.errorCode = errorCode
    this.data = data
    this.typeName = type
    this.codeName = code
    this.offending = offending
  }
}

export const disconnected = (peer: string, cause: Error | undefined): SwitchError =>
  new SwitchError('disconnected', `the session with ${peer} has ended${cause ? `: ${cause.message}` : ''}`, { cause })

export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
