import type { Action, EncapProperty } from '../../action/action.ts'
import { nx_action_encap } from '../../nicira/action/encap.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { PlainBody } from './body.ts'

type EncapBody = PlainBody<typeof subtype.NXAST_ENCAP>
type DecapBody = PlainBody<typeof subtype.NXAST_DECAP>

/** Octets in front of the properties: hdr_size and new_pkt_type. */
const FIXED = 6
/** Class, type and length of a property, which is padded to a multiple of eight octets. */
const HEADER = 4

/** PT_USE_NEXT_PROTO: the header that is taken off says what is below. */
const NEXT_PROTOCOL = 0xfffe

const NSH_CLASS = 4
const NSH_TLV = 2
/** Class, type and length of the value, which follows and is padded by itself. */
const TLV_HEADER = 4

const roundUp = (length: number): number => Math.ceil(length / 8) * 8

const isTlv = ({ propertyClass, propertyType, data }: EncapProperty): boolean =>
  propertyClass === NSH_CLASS && propertyType === NSH_TLV && data.length >= TLV_HEADER

/** Open vSwitch counts the padding of a TLV's value as part of the property, whatever follows. */
function paddedTlv(property: EncapProperty): EncapProperty {
  if (!isTlv(property)) return property
  const data = new Uint8Array(TLV_HEADER + roundUp(property.data.length - TLV_HEADER))
  data.set(property.data)
  return { ...property, data }
}

function withoutPadding(property: EncapProperty): EncapProperty {
  const { data } = property
  const length = data[TLV_HEADER - 1] ?? 0
  return isTlv(property) && data.length === TLV_HEADER + roundUp(length)
    ? { ...property, data: data.slice(0, TLV_HEADER + length) }
    : property
}

/** The structure knows the properties of NSH by their fields, so it is asked by way of bytes. */
function encodeProperties(wanted: readonly EncapProperty[]): EncapBody['props'] {
  const properties = wanted.map(paddedTlv)
  const sizes = properties.map(({ data }) => roundUp(HEADER + data.length))
  const bytes = new Uint8Array(FIXED + sizes.reduce((sum, size) => sum + size, 0))
  let at = FIXED
  for (const [index, { propertyClass, propertyType, data }] of properties.entries()) {
    if (HEADER + data.length > 0xff) throw new RangeError(`encap: a property of ${data.length} octets is too long`)
    bytes.set([propertyClass >> 8, propertyClass & 0xff, propertyType, HEADER + data.length], at)
    bytes.set(data, at + HEADER)
    at += sizes[index] ?? 0
  }
  return nx_action_encap.decode(bytes).props
}

function decodeProperties(props: EncapBody['props']): EncapProperty[] {
  const bytes = nx_action_encap.encode({ hdr_size: 0, new_pkt_type: 0, props })
  const properties: EncapProperty[] = []
  let at = FIXED
  while (at < bytes.length) {
    const [high = 0, low = 0, propertyType = 0, length = HEADER] = bytes.subarray(at, at + HEADER)
    const data = bytes.slice(at + HEADER, at + length)
    properties.push(withoutPadding({ propertyClass: high * 0x100 + low, propertyType, data }))
    at += Math.max(8, roundUp(length))
  }
  return properties
}

export const encodeEncap = (action: Extract<Action, { readonly type: 'encap' }>): EncapBody => ({
  subtype: subtype.NXAST_ENCAP,
  hdr_size: action.headerSize ?? 0,
  new_pkt_type: action.packetType,
  props: action.properties === undefined ? [] : encodeProperties(action.properties),
})

export function decodeEncap({ hdr_size, new_pkt_type, props }: EncapBody): Action {
  return {
    type: 'encap',
    packetType: new_pkt_type,
    ...(hdr_size === 0 ? {} : { headerSize: hdr_size }),
    ...(props.length === 0 ? {} : { properties: decodeProperties(props) }),
  }
}

export const encodeDecap = ({ packetType }: Extract<Action, { readonly type: 'decap' }>): DecapBody => ({
  subtype: subtype.NXAST_DECAP,
  new_pkt_type: packetType ?? NEXT_PROTOCOL,
  props: [],
})

export function decodeDecap({ new_pkt_type, props }: DecapBody): Action | undefined {
  if (props.length > 0) return undefined
  return new_pkt_type === NEXT_PROTOCOL ? { type: 'decap' } : { type: 'decap', packetType: new_pkt_type }
}
