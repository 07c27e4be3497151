import { errorName } from '@vlcp/openflow'

export type SwitchErrorCode =
  | 'negotiation_failed' // no common version, or no HELLO or FEATURES_REPLY in time
  | 'refused' // the switch answered with an OpenFlow error
  | 'disconnected' // the connection ended before the answer
  | 'timeout' // no answer in time
  | 'bad_reply' // an answer of another kind than the question asks for
  | 'too_many_requests' // more unanswered requests than a session keeps

/** Something a caller asked of a switch did not happen. */
export class SwitchError extends Error {
  override readonly name: string = 'SwitchError'
  readonly code: SwitchErrorCode

  constructor(code: SwitchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The switch's own refusal, decoded. OpenFlow 1.3.5, 7.4.4. */
export class OpenFlowError extends SwitchError {
  override readonly name = 'OpenFlowError'
  readonly errorType: number
  readonly errorCode: number
  /** At least the first 64 octets of the refused message. */
  readonly data: Uint8Array

  constructor(errorType: number, errorCode: number, data: Uint8Array) {
    const { type, code } = errorName(errorType, errorCode)
    super('refused', `the switch refused it: ${type} ${code}`)
    this.errorType = errorType
    this.errorCode = errorCode
    this.data = data
  }
}
