import { computed, type IntType } from '@vlcp/struct'

/**
 * A number that follows from the rest of the packet (a length, a checksum, the protocol of what comes next): always there
 * after decoding, optional when encoding. `encodePacket` fills it in; the definition alone writes the number the value holds, or
 * 0.
 * @param key the name of the field itself
 */
export function filled<K extends string>(type: IntType | number, key: K): ReturnType<typeof computed> {
  return computed(type, (value: { readonly [P in K]?: number }) => value[key] ?? 0)
}
