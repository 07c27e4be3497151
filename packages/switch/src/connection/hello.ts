import {
  type AnyMsg,
  decodeMessage,
  dialectOf,
  errorName,
  type Message,
  ofp_hello_elem_type,
  OFPET_HELLO_FAILED,
  OFPHFC_INCOMPATIBLE,
  v13,
  versionName,
} from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'
import { xidOf } from '../session/header.ts'
import { negotiate } from './negotiation.ts'

const { ofp_type } = v13

/** A HELLO is the same in every version, also in those we do not speak. */
export type Hello = Extract<AnyMsg, { type: typeof ofp_type.OFPT_HELLO }>

/** So is an error. */
type ErrorMessage = Extract<AnyMsg, { type: typeof ofp_type.OFPT_ERROR }>

const MAX_REASON_BYTES = 200

const isHello = (message: Message): message is Hello => message.type === ofp_type.OFPT_HELLO

/**
 * The HELLO of a peer; undefined for another message. OpenFlow 1.0, 5.5.1, wants any body ignored: one that makes no sense
 * leaves the version of the header.
 */
export function readHello(bytes: Uint8Array): Hello | undefined {
  if (bytes[1] !== ofp_type.OFPT_HELLO) return undefined
  try {
    const message = decodeMessage(bytes)
    if (isHello(message)) return message
  } catch {
    // As good as no body.
  }
  return { version: bytes[0] ?? 0, type: ofp_type.OFPT_HELLO, xid: xidOf(bytes), elements: [] }
}

/** The HELLO that starts a session (OpenFlow 1.3.5, 6.3.1 and 7.5.1). */
export function ourHello(xid: number, versions: readonly number[]): Message {
  const highest = Math.max(...versions)
  const dialect = dialectOf(highest)
  if (dialect === undefined)
    throw new SwitchError('negotiation_failed', `OpenFlow ${versionName(highest)} is not spoken here`)
  return dialect.hello(xid, versions)
}

/** The version to speak after the peer's HELLO. Throws a {@link SwitchError} when there is none. */
export function versionAfter(hello: Hello, versions: readonly number[]): number {
  const element = hello.elements.find(({ type }) => type === ofp_hello_elem_type.OFPHET_VERSIONBITMAP)
  const bitmaps = element !== undefined && 'bitmaps' in element ? element.bitmaps : undefined
  return negotiate(versions, hello.version, bitmaps)
}

/** What a switch says that answers the handshake with an error. The data of HELLO_FAILED is a text for people. */
export function refusedBy({ version, error_type, error_code, data }: ErrorMessage): SwitchError {
  const { type, code } = errorName(error_type, error_code, { version, data })
  const text = Buffer.from(data.subarray(0, MAX_REASON_BYTES)).toString('latin1')
  const reason = error_type === OFPET_HELLO_FAILED ? text.replaceAll(/[^\x20-\x7e]/g, '').trim() : ''
  const said = reason === '' ? '' : `: ${reason}`
  return new SwitchError('negotiation_failed', `the switch answered the handshake with ${type} ${code}${said}`)
}

/** The answer to a HELLO we have no version in common with; its data is a text for people. */
export function helloFailed(hello: Hello, versions: readonly number[], error: SwitchError): Message {
  return {
    version: Math.min(Math.max(...versions), hello.version),
    type: ofp_type.OFPT_ERROR,
    xid: hello.xid,
    error_type: OFPET_HELLO_FAILED,
    error_code: OFPHFC_INCOMPATIBLE,
    data: Buffer.from(error.message, 'latin1'),
  }
}
