import {
  instanceOf,
  isReferenceClass,
  PartCount,
  type ReferenceMap,
  type ReferenceValue,
  ReferenceValueError,
} from './reference-value.ts'

const tagForm = /^<vlcpjsonencode\/(.+)>$/s
const bytesTag = 'urlencoded-bytes'

/**
 * Reads the JSON of the reference, in which an object with one member `<vlcpjsonencode/CLASS>` is an instance.
 *
 * @throws ReferenceValueError
 */
export function parseReferenceJson(text: string): ReferenceValue {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new ReferenceValueError('not JSON')
  }
  return read(parsed, 0, new PartCount())
}

function read(value: unknown, depth: number, parts: PartCount): ReferenceValue {
  parts.add(depth)
  if (Array.isArray(value)) return value.map((item) => read(item, depth + 1, parts))
  if (typeof value !== 'object' || value === null) return value as ReferenceValue
  const members = Object.entries(value)
  const [first] = members
  const [, className] = members.length === 1 && first !== undefined ? (tagForm.exec(first[0]) ?? []) : []
  if (first !== undefined && className !== undefined) return instance(className, first[1], depth, parts)
  const map: [string, ReferenceValue][] = members.map(([name, member]) => [name, read(member, depth + 1, parts)])
  return Object.fromEntries(map) satisfies ReferenceMap
}

function instance(className: string, state: unknown, depth: number, parts: PartCount): ReferenceValue {
  if (className === bytesTag) {
    if (typeof state !== 'string') throw new ReferenceValueError('bytes without text')
    return unquote(state)
  }
  if (!isReferenceClass(className)) throw new ReferenceValueError(`the class ${className} is not one of the reference`)
  return instanceOf(className, read(state, depth + 1, parts))
}

/** `%` and two hexadecimal digits are a byte; every other character stands for its own. */
function unquote(text: string): Uint8Array {
  const bytes = Buffer.from(text)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const code = /^%[0-9a-fA-F]{2}$/.test(bytes.toString('latin1', i, i + 3))
      ? bytes.toString('latin1', i + 1, i + 3)
      : ''
    bytes[length++] = code === '' ? (bytes[i] ?? 0) : Number.parseInt(code, 16)
    if (code !== '') i += 2
  }
  return bytes.subarray(0, length)
}
