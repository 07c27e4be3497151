import { decodeMessage, encodeMessage, isPublishedVersion, type Message, ofp_type, versionName } from '@vlcp/openflow'
import { StructError } from '@vlcp/struct'

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
    if (!isDefined(version, type))
      return {
        ok: false,
        error: `ofp_header.version at byte 0: ${versionName(version)} is no OpenFlow version`,
        offset: 0,
      }
    return { ok: true, message, reencoded: encodeMessage(message) }
  } catch (error) {
    if (error instanceof StructError) return { ok: false, error: error.message, offset: error.offset }
    throw error
  }
}

/** Whether it is known what messages of this version and type hold: of versions to come, HELLO (OpenFlow 1.3.5, 6.3.1). */
export const isDefined = (version: number, type: number): boolean =>
  isPublishedVersion(version) || type === ofp_type.OFPT_HELLO
