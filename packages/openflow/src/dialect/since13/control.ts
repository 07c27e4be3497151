import type { Message } from '../../message.ts'
import { ofp_hello_elem_type } from '../../symmetric/hello.ts'
import { versionBitmaps } from '../../symmetric/version-bitmaps.ts'
import { ofp_type } from '../../v13/header.ts'
import { ofp_config_flags } from '../../v13/switch.ts'
import type { Dialect } from '../dialect.ts'
import { checked } from './unsupported.ts'

type Control = Pick<
  Dialect,
  'hello' | 'error' | 'echoRequest' | 'echoReply' | 'featuresRequest' | 'barrierRequest' | 'setMissLength'
>

/** The messages that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const controlMessages = (version: number): Control => ({
  hello(xid, versions): Message {
    const type = ofp_hello_elem_type.OFPHET_VERSIONBITMAP
    return { version, type: ofp_type.OFPT_HELLO, xid, elements: [{ type, bitmaps: versionBitmaps(versions) }] }
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
