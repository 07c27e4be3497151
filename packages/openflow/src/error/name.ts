import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { OFP10_VERSION } from '../v10/header.ts'
import { OFP11_VERSION } from '../v11/header.ts'
import { OFP13_VERSION } from '../v13/header.ts'
import { ERRORS, ERRORS_10, type ErrorType, OLDER_NAMES } from './codes.ts'
import { NX_ERRORS, NX_VENDOR_ERRORS, ONF_ERRORS } from './experimenter.ts'

export const OFPET_BAD_REQUEST = 1
export const OFPET_HELLO_FAILED = 0
export const OFPET_EXPERIMENTER = 0xffff
/** Nicira's errors in OpenFlow 1.0 and 1.1: the data begins with `nx_vendor_error`. */
export const NXET_VENDOR = 0xb0c2
export const OFPHFC_INCOMPATIBLE = 0
export const OFPBRC_BAD_VERSION = 0
export const OFPBRC_BAD_TYPE = 1
export const OFPBRC_BAD_LEN = 6

const OFPET_BUNDLE_FAILED = 17
/** EXT-230: in OpenFlow 1.3 the codes of bundles are experimenter types of the ONF from this number on. */
const FIRST_BUNDLE_CODE = 2300

export interface ErrorName {
  readonly type: string
  readonly code: string
}

function nameIn(type: ErrorType | undefined, errorType: number, code: number): ErrorName {
  const name = type?.codes[code]
  return {
    type: type?.name ?? `error type ${errorType}`,
    code: type === undefined || name === undefined ? `code ${code}` : `${type.prefix}_${name}`,
  }
}

const uint = (data: Uint8Array | undefined, at: number, size: number): number | undefined =>
  data === undefined || data.length < at + size
    ? undefined
    : data.subarray(at, at + size).reduce((sum, octet) => sum * 0x100 + octet, 0)

function experimenterName(code: number, data: Uint8Array | undefined): ErrorName {
  // Without data the number is not known; Open vSwitch's own codes are all smaller than the ONF's.
  const experimenter = uint(data, 0, 4) ?? (code >= FIRST_BUNDLE_CODE ? ONF_EXPERIMENTER_ID : NX_EXPERIMENTER_ID)
  const bundle = ERRORS[OFPET_BUNDLE_FAILED]
  if (experimenter === ONF_EXPERIMENTER_ID && bundle?.codes[code - FIRST_BUNDLE_CODE] !== undefined)
    return nameIn(bundle, OFPET_BUNDLE_FAILED, code - FIRST_BUNDLE_CODE)
  const codes =
    experimenter === ONF_EXPERIMENTER_ID ? ONF_ERRORS : experimenter === NX_EXPERIMENTER_ID ? NX_ERRORS : undefined
  return { type: 'OFPET_EXPERIMENTER', code: codes?.get(code) ?? `code ${code}` }
}

function vendorName(code: number, data: Uint8Array | undefined): ErrorName {
  const [type, own] = [uint(data, 4, 2), uint(data, 6, 2)]
  const name = type === undefined || own === undefined ? undefined : NX_VENDOR_ERRORS.get(type * 0x10000 + own)
  return { type: 'NXET_VENDOR', code: name ?? `code ${own ?? code}` }
}

/**
 * The names of an error's type and code, numbers where the specification knows none.
 *
 * @param version the version on the wire, 1.3 if not given
 * @param data the error's data: for errors of experimenters it says whose they are
 */
export function errorName(
  errorType: number,
  code: number,
  { version = OFP13_VERSION, data }: { readonly version?: number; readonly data?: Uint8Array } = {},
): ErrorName {
  if (errorType === OFPET_EXPERIMENTER) return experimenterName(code, data)
  if (errorType === NXET_VENDOR && version <= OFP11_VERSION) return vendorName(code, data)
  if (version === OFP10_VERSION) return nameIn(ERRORS_10[errorType], errorType, code)
  const { type, code: name } = nameIn(ERRORS[errorType], errorType, code)
  return { type, code: OLDER_NAMES[version]?.get(errorType * 0x10000 + code) ?? name }
}
