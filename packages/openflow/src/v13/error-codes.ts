/** Error types and codes. OpenFlow 1.3.5, 7.4.4; the last row is EXT-230 (bundles), whose code is the experimenter type. */

export const OFPET_BAD_REQUEST = 1
export const OFPET_HELLO_FAILED = 0
export const OFPET_EXPERIMENTER = 0xffff
export const OFPHFC_INCOMPATIBLE = 0
export const OFPBRC_BAD_VERSION = 0
export const OFPBRC_BAD_TYPE = 1
export const OFPBRC_BAD_LEN = 6

interface ErrorType {
  readonly name: string
  readonly prefix: string
  /** Code 0 first; EXT-230 starts at 2300. */
  readonly codes: readonly string[]
}

const type = (name: string, prefix: string, codes: string): ErrorType => ({ name, prefix, codes: codes.split(' ') })

const TYPES: ReadonlyMap<number, ErrorType> = new Map([
  [0, type('OFPET_HELLO_FAILED', 'OFPHFC', 'INCOMPATIBLE EPERM')],
  [
    1,
    type(
      'OFPET_BAD_REQUEST',
      'OFPBRC',
      'BAD_VERSION BAD_TYPE BAD_MULTIPART BAD_EXPERIMENTER BAD_EXP_TYPE EPERM BAD_LEN BUFFER_EMPTY BUFFER_UNKNOWN ' +
        'BAD_TABLE_ID IS_SLAVE BAD_PORT BAD_PACKET MULTIPART_BUFFER_OVERFLOW',
    ),
  ],
  [
    2,
    type(
      'OFPET_BAD_ACTION',
      'OFPBAC',
      'BAD_TYPE BAD_LEN BAD_EXPERIMENTER BAD_EXP_TYPE BAD_OUT_PORT BAD_ARGUMENT EPERM TOO_MANY BAD_QUEUE BAD_OUT_GROUP ' +
        'MATCH_INCONSISTENT UNSUPPORTED_ORDER BAD_TAG BAD_SET_TYPE BAD_SET_LEN BAD_SET_ARGUMENT',
    ),
  ],
  [
    3,
    type(
      'OFPET_BAD_INSTRUCTION',
      'OFPBIC',
      'UNKNOWN_INST UNSUP_INST BAD_TABLE_ID UNSUP_METADATA UNSUP_METADATA_MASK BAD_EXPERIMENTER BAD_EXP_TYPE BAD_LEN EPERM',
    ),
  ],
  [
    4,
    type(
      'OFPET_BAD_MATCH',
      'OFPBMC',
      'BAD_TYPE BAD_LEN BAD_TAG BAD_DL_ADDR_MASK BAD_NW_ADDR_MASK BAD_WILDCARDS BAD_FIELD BAD_VALUE BAD_MASK BAD_PREREQ ' +
        'DUP_FIELD EPERM',
    ),
  ],
  [
    5,
    type(
      'OFPET_FLOW_MOD_FAILED',
      'OFPFMFC',
      'UNKNOWN TABLE_FULL BAD_TABLE_ID OVERLAP EPERM BAD_TIMEOUT BAD_COMMAND BAD_FLAGS',
    ),
  ],
  [
    6,
    type(
      'OFPET_GROUP_MOD_FAILED',
      'OFPGMFC',
      'GROUP_EXISTS INVALID_GROUP WEIGHT_UNSUPPORTED OUT_OF_GROUPS OUT_OF_BUCKETS CHAINING_UNSUPPORTED WATCH_UNSUPPORTED ' +
        'LOOP UNKNOWN_GROUP CHAINED_GROUP BAD_TYPE BAD_COMMAND BAD_BUCKET BAD_WATCH EPERM',
    ),
  ],
  [7, type('OFPET_PORT_MOD_FAILED', 'OFPPMFC', 'BAD_PORT BAD_HW_ADDR BAD_CONFIG BAD_ADVERTISE EPERM')],
  [8, type('OFPET_TABLE_MOD_FAILED', 'OFPTMFC', 'BAD_TABLE BAD_CONFIG EPERM')],
  [9, type('OFPET_QUEUE_OP_FAILED', 'OFPQOFC', 'BAD_PORT BAD_QUEUE EPERM')],
  [10, type('OFPET_SWITCH_CONFIG_FAILED', 'OFPSCFC', 'BAD_FLAGS BAD_LEN EPERM')],
  [11, type('OFPET_ROLE_REQUEST_FAILED', 'OFPRRFC', 'STALE UNSUP BAD_ROLE')],
  [
    12,
    type(
      'OFPET_METER_MOD_FAILED',
      'OFPMMFC',
      'UNKNOWN METER_EXISTS INVALID_METER UNKNOWN_METER BAD_COMMAND BAD_FLAGS BAD_RATE BAD_BURST BAD_BAND BAD_BAND_TYPE ' +
        'OUT_OF_METERS OUT_OF_BANDS',
    ),
  ],
  [13, type('OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC', 'BAD_TABLE BAD_METADATA BAD_TYPE BAD_LEN BAD_ARGUMENT EPERM')],
])

const FIRST_BUNDLE_CODE = 2300
const BUNDLE = type(
  'OFPET_BUNDLE_FAILED',
  'OFPBFC',
  'UNKNOWN EPERM BAD_ID BUNDLE_EXIST BUNDLE_CLOSED OUT_OF_BUNDLES BAD_TYPE BAD_FLAGS MSG_BAD_LEN MSG_BAD_XID MSG_UNSUP ' +
    'MSG_CONFLICT MSG_TOO_MANY MSG_FAILED TIMEOUT BUNDLE_IN_PROGRESS',
)

/** The names of an error type and code, numbers where the specification knows none. */
export function errorName(errorType: number, code: number): { readonly type: string; readonly code: string } {
  const isBundle = errorType === OFPET_EXPERIMENTER && code >= FIRST_BUNDLE_CODE
  const known = isBundle ? BUNDLE : TYPES.get(errorType)
  const name = known?.codes[isBundle ? code - FIRST_BUNDLE_CODE : code]
  return {
    type: known?.name ?? (errorType === OFPET_EXPERIMENTER ? 'OFPET_EXPERIMENTER' : `error type ${errorType}`),
    code: known === undefined || name === undefined ? `code ${code}` : `${known.prefix}_${name}`,
  }
}
