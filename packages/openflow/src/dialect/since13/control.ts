import type { Message } from '../../message.ts'
import { ofp_hello_elem_type } from '../../symmetric/hello.ts'
import { ofp_type } from '../../v13/header.ts'
import { ofp_config_flags } from '../../v13/switch.ts'
import type { Dialect } from '../dialect.ts'
import { checked } from './unsupported.ts'

type Control = Pick<
  Dialect,
  'hello' | 'error' | 'echoRequest' | 'echoReply' | 'featuresRequest' | 'barrierRequest' | 'setMissLength'
>

const WORD_BITS = 32

/** Version n is bit n; a word has 32 of them. OpenFlow 1.3.5, 7.5.1. */
function bitmapsOf(versions: readonly number[]): number[] {
  const words: number[] = []
  for (const version of versions) {
    const word = Math.floor(checked('version', version, 8) / WORD_BITS)
    while (words.length <= word) words.push(0)
    words[word] = ((words[word] ?? 0) | (1 << (version % WORD_BITS))) >>> 0
  }
  return words
}

/** The messages that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const controlMessages = (version: number): Control => ({
  hello(xid, versions): Message {
    const type = ofp_hello_elem_type.OFPHET_VERSIONBITMAP
    return { version, type: ofp_type.OFPT_HELLO, xid, elements: [{ type, bitmaps: bitmapsOf(versions) }] }
  },
  error: (xid, errorType, errorCode, data): Message => ({
    version,
    type: ofp_type.OFPT_ERROR,
    xid,
    error_type: checked('errorType', errorType, 16),
    error_code: checked('errorCode', errorCode, 16),
    data,
  }),
  echoRequest: (xid, data): Message => ({ version, type: ofp_type.OFPT_ECHO_REQUEST, xid, data }),
  echoReply: (xid, data): Message => ({ version, type: ofp_type.OFPT_ECHO_REPLY, xid, data }),
  featuresRequest: (xid): Message => ({ version, type: ofp_type.OFPT_FEATURES_REQUEST, xid }),
  barrierRequest: (xid): Message => ({ version, type: ofp_type.OFPT_BARRIER_REQUEST, xid }),
  setMissLength: (xid, length): Message => ({
    version,
    type: ofp_type.OFPT_SET_CONFIG,
    xid,
    flags: ofp_config_flags.OFPC_FRAG_NORMAL,
    miss_send_len: checked('length', length, 16),
  }),
})
