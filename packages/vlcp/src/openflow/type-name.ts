import { type Message, ofp_type as ofp13_type, v10, v14, v15 } from '@vlcp/openflow'
import type { Type } from '@vlcp/struct'

const types: ReadonlyMap<number, Type<number>> = new Map<number, Type<number>>([
  [v10.OFP10_VERSION, v10.ofp_type],
  [v14.OFP14_VERSION, v14.ofp_type],
  [v15.OFP15_VERSION, v15.ofp_type],
])

/** `OFPT_FLOW_MOD`; the number as text where the specification has no name for it. */
export function typeName({ version, type }: Message): string {
  // What versions without definitions have in common is called as in 1.3.
  const names: Type<number> = types.get(version) ?? ofp13_type
  return names.format(type)
}
