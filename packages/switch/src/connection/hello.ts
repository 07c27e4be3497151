import {
  type AnyMsg,
  type Message,
  ofp_hello_elem_type,
  OFPET_HELLO_FAILED,
  OFPHFC_INCOMPATIBLE,
  v13,
} from '@vlcp/openflow'
import type { SwitchError } from '../errors.ts'
import { negotiate, versionBitmaps } from './negotiation.ts'

const { ofp_type } = v13

/** A HELLO is the same in every version, also in those we do not speak. */
export type Hello = Extract<AnyMsg, { type: typeof ofp_type.OFPT_HELLO }>

export const isHello = (message: Message): message is Hello => message.type === ofp_type.OFPT_HELLO

/** The HELLO that starts a session (OpenFlow 1.3.5, 6.3.1 and 7.5.1). */
export function ourHello(xid: number, versions: readonly number[]): Message {
  const bitmaps = [...versionBitmaps(versions)]
  const elements = [{ type: ofp_hello_elem_type.OFPHET_VERSIONBITMAP, bitmaps }]
  return { version: Math.max(...versions), type: ofp_type.OFPT_HELLO, xid, elements }
}

/** The version to speak after the peer's HELLO. Throws a {@link SwitchError} when there is none. */
export function versionAfter(hello: Hello, versions: readonly number[]): number {
  const element = hello.elements.find(({ type }) => type === ofp_hello_elem_type.OFPHET_VERSIONBITMAP)
  const bitmaps = element !== undefined && 'bitmaps' in element ? element.bitmaps : undefined
  return negotiate(versions, hello.version, bitmaps)
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
