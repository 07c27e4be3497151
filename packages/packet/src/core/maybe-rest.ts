import { custom, initial, type Type, withText } from '@vlcp/struct'
import { formatDumped } from './format-dumped.ts'

/**
 * `type` in everything that is left of the region, or null where nothing is left: later versions of a protocol append fields to
 * the message of an earlier one.
 */
export function maybeRest<T>(type: Type<T>): Type<T | null> {
  const rest = custom<T | null>({
    name: `${type.typeName} or nothing`,
    measure: (bytes) => bytes.length,
    read: (bytes) => (bytes.length === 0 ? null : type.decode(bytes)),
    sizeOf: (value) => (value === null ? 0 : type.sizeOf(value)),
    write(value, bytes) {
      if (value !== null) type.encodeInto(value, bytes)
    },
  })
  const readable = withText(rest, {
    format: (value) => (value === null ? 'none' : formatDumped(type.dump(value))),
    parse() {
      throw new TypeError('this cannot be read from text')
    },
  })
  return initial<T | null>(readable, null)
}
