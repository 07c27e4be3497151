import type { Type } from '@vlcp/struct'

/** All versions have the same header: OpenFlow 1.3.5, 7.1. */
export const HEADER_BYTES = 8
export const TYPE_AT = 1
export const LENGTH_AT = 2
export const XID_AT = 4

/**
 * Where a field stands in a message with this body, by the definition.
 *
 * @throws RangeError when the definition has no such field, or what stands before it varies in size
 */
export function placeOf(body: Type<unknown>, path: string): number {
  const offset = body.layout().find((row) => row.path === path)?.offset
  if (offset === undefined) throw new RangeError(`${body.typeName} has no ${path} at a fixed place`)
  return HEADER_BYTES + offset
}
