import { family, type Infer, StructError, type Type, u8 } from '@vlcp/struct'
import { ofp_echo, ofp_error_msg } from './symmetric/body.ts'
import { message_header } from './symmetric/header.ts'
import { ofp_hello } from './symmetric/hello.ts'
import { OFP10_VERSION } from './v10/header.ts'
import { ofp_msg as ofp10_msg, type OfpMsg as Ofp10Msg } from './v10/message.ts'
import { OFP11_VERSION } from './v11/header.ts'
import { ofp_msg as ofp11_msg, type OfpMsg as Ofp11Msg } from './v11/message.ts'
import { OFP12_VERSION } from './v12/header.ts'
import { ofp_msg as ofp12_msg, type OfpMsg as Ofp12Msg } from './v12/message.ts'
import { OFP13_VERSION, ofp_type } from './v13/header.ts'
import { ofp_msg as ofp13_msg, type OfpMsg as Ofp13Msg } from './v13/message.ts'
import { OFP14_VERSION } from './v14/header.ts'
import { ofp_msg as ofp14_msg, type OfpMsg as Ofp14Msg } from './v14/message.ts'
import { OFP15_VERSION } from './v15/header.ts'
import { ofp_msg as ofp15_msg, type OfpMsg as Ofp15Msg } from './v15/message.ts'

/** What every version has in common, so that peers can find one they share; other messages keep their body in `_extra`. */
const any_msg = family('ofp_msg', message_header(u8), 'type', {
  [ofp_type.OFPT_HELLO]: ofp_hello,
  [ofp_type.OFPT_ERROR]: ofp_error_msg,
  [ofp_type.OFPT_ECHO_REQUEST]: ofp_echo,
  [ofp_type.OFPT_ECHO_REPLY]: ofp_echo,
})

/** A message of a version without definitions here. */
export type AnyMsg = Infer<typeof any_msg>

/** A message of any version; `version` says which it is, and `isVersion` tells the compiler. */
export type Message = Ofp10Msg | Ofp11Msg | Ofp12Msg | Ofp13Msg | Ofp14Msg | Ofp15Msg | AnyMsg

export interface MessageOfVersion {
  readonly [OFP10_VERSION]: Ofp10Msg
  readonly [OFP11_VERSION]: Ofp11Msg
  readonly [OFP12_VERSION]: Ofp12Msg
  readonly [OFP13_VERSION]: Ofp13Msg
  readonly [OFP14_VERSION]: Ofp14Msg
  readonly [OFP15_VERSION]: Ofp15Msg
}

/** Whether a message is of this version. */
export function isVersion<V extends keyof MessageOfVersion>(
  message: Message,
  version: V,
): message is MessageOfVersion[V] {
  return message.version === version
}

/**
 * Decodes one message, by the version in its header.
 *
 * @throws StructError when the bytes are not exactly one message. Raw fields are views of `bytes`, not copies.
 */
export function decodeMessage(bytes: Uint8Array): Message {
  switch (bytes[0]) {
    case OFP10_VERSION:
      return ofp10_msg.decode(bytes)
    case OFP11_VERSION:
      return ofp11_msg.decode(bytes)
    case OFP12_VERSION:
      return ofp12_msg.decode(bytes)
    case OFP13_VERSION:
      return ofp13_msg.decode(bytes)
    case OFP14_VERSION:
      return ofp14_msg.decode(bytes)
    case OFP15_VERSION:
      return ofp15_msg.decode(bytes)
    default:
      return any_msg.decode(bytes)
  }
}

/** The definition of the messages of a version: how to print them, for example. */
export function messageType(version: number): Type<Message> {
  switch (version) {
    case OFP10_VERSION:
      return ofp10_msg
    case OFP11_VERSION:
      return ofp11_msg
    case OFP12_VERSION:
      return ofp12_msg
    case OFP13_VERSION:
      return ofp13_msg
    case OFP14_VERSION:
      return ofp14_msg
    case OFP15_VERSION:
      return ofp15_msg
    default:
      return any_msg
  }
}

/**
 * Encodes a message by its `version`.
 *
 * @throws StructError when a field is missing, unknown, out of range or too long.
 */
export function encodeMessage(message: Message): Uint8Array {
  if (isVersion(message, OFP10_VERSION)) return ofp10_msg.encode(message)
  if (isVersion(message, OFP11_VERSION)) return ofp11_msg.encode(message)
  if (isVersion(message, OFP12_VERSION)) return ofp12_msg.encode(message)
  if (isVersion(message, OFP13_VERSION)) return ofp13_msg.encode(message)
  if (isVersion(message, OFP14_VERSION)) return ofp14_msg.encode(message)
  if (isVersion(message, OFP15_VERSION)) return ofp15_msg.encode(message)
  return any_msg.encode(message as AnyMsg)
}

/**
 * Encodes a message into `target`, from `offset` on.
 *
 * @returns its length, or -1 when there is too little room; then the rest of `target` may hold part of it
 * @throws StructError as `encodeMessage`
 */
export function encodeMessageInto(message: Message, target: Uint8Array, offset: number): number {
  try {
    return messageType(message.version).encodeInto(message, target, offset)
  } catch (error) {
    if (error instanceof StructError && error.code === 'capacity') return -1
    throw error
  }
}
