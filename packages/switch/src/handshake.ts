import {
  OFP13_VERSION,
  ofp_hello_elem_type,
  ofp_msg,
  type OfpMsg,
  ofp_type,
  OFPET_HELLO_FAILED,
  OFPHFC_INCOMPATIBLE,
} from '@vlcp/openflow'
import type { SwitchError } from './errors.ts'
import { negotiate, versionBitmaps } from './negotiation.ts'

/** The wire versions this package speaks. */
export const SUPPORTED_VERSIONS: readonly number[] = [OFP13_VERSION]

export type Hello = Extract<OfpMsg, { type: typeof ofp_type.OFPT_HELLO }>
export type Features = Extract<OfpMsg, { type: typeof ofp_type.OFPT_FEATURES_REPLY }>

/** The HELLO that starts a session (OpenFlow 1.3.5, 6.3.1 and 7.5.1). */
export function ourHello(xid: number): Uint8Array {
  return ofp_msg.encode({
    version: Math.max(...SUPPORTED_VERSIONS),
    type: ofp_type.OFPT_HELLO,
    xid,
    elements: [{ type: ofp_hello_elem_type.OFPHET_VERSIONBITMAP, bitmaps: [...versionBitmaps(SUPPORTED_VERSIONS)] }],
  })
}

/** The version to speak after the peer's HELLO. Throws a {@link SwitchError} when there is none. */
export function versionAfter(hello: Hello): number {
  const element = hello.elements.find(({ type }) => type === ofp_hello_elem_type.OFPHET_VERSIONBITMAP)
  const bitmaps = element !== undefined && 'bitmaps' in element ? element.bitmaps : undefined
  return negotiate(SUPPORTED_VERSIONS, hello.version, bitmaps)
}

/** The answer to a HELLO we have no version in common with; its data is a text for people. */
export function helloFailed(hello: Hello, error: SwitchError): Uint8Array {
  return ofp_msg.encode({
    version: Math.min(Math.max(...SUPPORTED_VERSIONS), hello.version),
    type: ofp_type.OFPT_ERROR,
    xid: hello.xid,
    error_type: OFPET_HELLO_FAILED,
    error_code: OFPHFC_INCOMPATIBLE,
    data: Buffer.from(error.message, 'latin1'),
  })
}
