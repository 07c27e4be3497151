import { custom, type Type, withText } from '@vlcp/struct'

const maxLabel = 63
const maxName = 255

/**
 * Domain names in the form of RFC 1035, 3.1, to the end of the region, as text without the final dot; special characters are escaped as in
 * RFC 4343, 2.1. Compressed names (RFC 1035, 4.1.4; RFC 3397) are understood and never written.
 */
export const domainNames: Type<string[]> = withText(
  custom<string[]>({
    name: 'domain names',
    measure: (bytes) => bytes.length,
    read: readNames,
    sizeOf: (names) => names.reduce((sum, name) => sum + sizeOfName(name), 0),
    write(names, bytes) {
      let at = 0
      for (const name of names) {
        for (const label of labelsOf(name)) {
          bytes[at++] = label.length
          for (const byte of label) bytes[at++] = byte
        }
        bytes[at++] = 0
      }
    },
  }),
  { format: (names) => names.join(' '), parse: (text) => text.split(' ').filter((name) => name !== '') },
)

function readNames(bytes: Uint8Array): string[] {
  const names: string[] = []
  for (let at = 0; at < bytes.length;) {
    const { name, next } = readName(bytes, at)
    names.push(name)
    at = next
  }
  return names
}

function readName(bytes: Uint8Array, start: number): { name: string; next: number } {
  const labels: string[] = []
  let next: number | undefined
  let size = 1
  for (let at = start, lowest = start; ;) {
    const length = bytes[at]
    if (length === undefined) throw new RangeError('a domain name does not end')
    if (length === 0) return { name: labels.join('.'), next: next ?? at + 1 }
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | (bytes[at + 1] ?? 0)
      // Only backwards, so that it ends.
      if (at + 1 >= bytes.length || target >= lowest) throw new RangeError('a compressed domain name points forward')
      next ??= at + 2
      lowest = target
      at = target
      continue
    }
    size += length + 1
    const label = bytes.subarray(at + 1, at + 1 + length)
    if (length > maxLabel || size > maxName || label.length < length)
      throw new RangeError('a label or a domain name is too long')
    labels.push(Array.from(label, escapeByte).join(''))
    at += length + 1
  }
}

function escapeByte(byte: number): string {
  const char = String.fromCharCode(byte)
  if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, '0')}`
  return char === '.' || char === '\\' ? `\\${char}` : char
}

function labelsOf(name: string): number[][] {
  const labels: number[][] = [[]]
  for (const [token] of name.replace(/(?<!\\)\.$/, '').matchAll(/\\\d{3}|\\.|[^\\]/gs)) {
    if (token === '.') labels.push([])
    else labels.at(-1)?.push(/^\\\d/.test(token) ? Number(token.slice(1)) : token.charCodeAt(token.length - 1))
  }
  const root = labels.length === 1 && labels[0]?.length === 0
  if (root) return []
  const bad = labels.some((label) => label.length === 0 || label.length > maxLabel || label.some((byte) => byte > 255))
  if (bad) throw new RangeError(`${JSON.stringify(name.slice(0, 64))} is not a domain name`)
  return labels
}

function sizeOfName(name: string): number {
  const size = labelsOf(name).reduce((sum, label) => sum + label.length + 1, 1)
  if (size > maxName) throw new RangeError(`${JSON.stringify(name.slice(0, 64))} is longer than ${maxName} bytes`)
  return size
}
