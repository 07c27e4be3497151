import { decodeMessage, encodeMessage, type Message, messageType, ofp_type } from '@vlcp/openflow'
import { StructError } from '@vlcp/struct'
import { isPublishedVersion, versionName } from '@vlcp/openflow'

/** A message, or what is wrong with the bytes. */
export type Outcome =
  | { readonly ok: true; readonly message: Message; readonly reencoded: Uint8Array }
  | {
      readonly ok: false
      /** Names the field and what is wrong with it. */
      readonly error: string
      /** Bytes from the start of the message to what is wrong. */
      readonly offset: number
    }

/** Decodes bytes that should be one message, and encodes it again. */
export function decodeOne(bytes: Uint8Array): Outcome {
  try {
    const message = decodeMessage(bytes)
    const [version = 0, type = 0] = bytes
    if (!isDefined(version, type)) return { ok: false, error: undefinedReason(version, type), offset: 0 }
    return { ok: true, message, reencoded: encodeMessage(message) }
  } catch (error) {
    if (error instanceof StructError) return { ok: false, error: error.message, offset: error.offset }
    throw error
  }
}

/** HELLO, ERROR and ECHO are the same in all versions, so that peers can find one they share (OpenFlow 1.3.5, 6.3.1). */
function isSymmetric(type: number): boolean {
  return type <= ofp_type.OFPT_ECHO_REPLY
}

/** Definitions for any version know nothing but what is the same in all. */
const anyVersion = messageType(0)

/** Whether it is known what messages of this version and type hold. */
export function isDefined(version: number, type: number): boolean {
  if (messageType(version) !== anyVersion) return true
  return isPublishedVersion(version) ? isSymmetric(type) : type === ofp_type.OFPT_HELLO
}

function undefinedReason(version: number, type: number): string {
  if (!isPublishedVersion(version))
    return `ofp_header.version at byte 0: ${versionName(version)} is no OpenFlow version`
  return `ofp_header.version at byte 0: only HELLO, ERROR and ECHO of OpenFlow ${versionName(version)} can be decoded, not type ${type}`
}
