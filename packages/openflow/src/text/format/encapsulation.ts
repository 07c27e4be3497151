import type { EncapProperty } from '../../action/action.ts'
import { ENCAPSULATIONS, NSH_CLASS, NSH_MD_TYPE, NSH_TLV, NSH_TLV_HEADER_BYTES } from '../encapsulation.ts'
import { hex, hexOctets } from './value.ts'

function formatProperty({ propertyClass, propertyType, data }: EncapProperty): string {
  if (propertyClass === NSH_CLASS && propertyType === NSH_MD_TYPE && data.length === 1) return `md_type=${data[0]}`
  const [high = 0, low = 0, type = 0, length] = data
  if (propertyClass === NSH_CLASS && propertyType === NSH_TLV && length === data.length - NSH_TLV_HEADER_BYTES) {
    const classText = (high * 256 + low).toString(16).padStart(4, '0')
    return `tlv(0x${classText},${type},0x${hexOctets(data.subarray(NSH_TLV_HEADER_BYTES))})`
  }
  return `property(${hex(propertyClass)},${propertyType},0x${hexOctets(data)})`
}

export function formatEncap(packetType: number, properties: readonly EncapProperty[] = []): string {
  let name = hex(packetType)
  for (const [known, type] of ENCAPSULATIONS) if (type === packetType) name = known
  return properties.length === 0 ? `encap(${name})` : `encap(${name}(${properties.map(formatProperty).join(',')}))`
}

export function formatDecap(packetType: number | undefined): string {
  if (packetType === undefined) return 'decap()'
  return `decap(packet_type(ns=${packetType >>> 16},type=${hex(packetType & 0xffff)}))`
}
