import { type FieldName, fieldByName } from '@vlcp/openflow'

/** Part of a register that two names stand for: 64 and 128 bits of them are 32-bit registers, the first one highest. */
export interface Part {
  readonly field: FieldName
  /** Where its lowest bit stands in the wider field. */
  readonly shift: number
}

const REGISTER = /^(x{1,2})reg(\d+)$/

function partsOf(name: FieldName): readonly Part[] {
  const found = REGISTER.exec(name)
  if (found === null) return []
  const count = fieldByName(name).bits / 32
  const first = Number(found[2]) * count
  return Array.from({ length: count }, (_, index) => ({
    field: `reg${first + index}` as FieldName,
    shift: 32 * (count - 1 - index),
  }))
}

const PARTS = new Map<FieldName, readonly Part[]>()

/** The registers a wide register is made of; none for other fields. */
export function registerParts(name: FieldName): readonly Part[] {
  let parts = PARTS.get(name)
  if (parts === undefined) PARTS.set(name, (parts = partsOf(name)))
  return parts
}

/** Whether the field belongs to the pipeline, not to the packet. */
export const isPipelineField = (name: FieldName): boolean =>
  /^(x*reg\d+|metadata|tunnel_id|tun_|in_port|in_phy_port|pkt_mark|ct_|dp_hash|recirc_id|conj_id|actset_output|packet_type)/.test(
    name,
  )
