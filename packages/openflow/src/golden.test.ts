import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from './message.ts'
import { goldenMessages } from './testing/golden.ts'
import { kindOf, kindsOf, VERSIONS } from './testing/kind.ts'
import { madeMessages } from './testing/made.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Paths of bytes that no definition describes. */
function undescribed(value: unknown, path: string): string[] {
  if (value instanceof Uint8Array) return path.endsWith('._extra') && value.length > 0 ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => undescribed(inner, `${path}.${key}`))
}

describe.each(VERSIONS)('OpenFlow $name', (version) => {
  const kinds = kindsOf(version)
  const golden = goldenMessages(version.name).map(({ bytes }) => bytes)
  const messages = [...golden, ...madeMessages(version)]

  it('decodes what Open vSwitch says, wholly, and encodes it to the same bytes', () => {
    expect(golden.length).toBeGreaterThan(100)
    for (const bytes of messages) {
      const message = decodeMessage(bytes)
      expect(hex(encodeMessage(message))).toBe(hex(bytes))
      expect(undescribed(message, hex(bytes))).toEqual([])
    }
  })

  it('has a message of every kind', () => {
    const seen = new Set(messages.map((bytes) => kindOf(kinds, decodeMessage(bytes))?.name))
    expect(kinds.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([])
  })

  it('dumps every message as text and reads it back', () => {
    for (const bytes of messages) {
      const { ofp_msg }: { readonly ofp_msg: Reader } = version
      expect(hex(ofp_msg.encode(ofp_msg.load(JSON.parse(JSON.stringify(ofp_msg.dump(ofp_msg.decode(bytes)))))))).toBe(
        hex(bytes),
      )
    }
  })
})

interface Reader {
  decode(bytes: Uint8Array): unknown
  dump(value: unknown): unknown
  load(data: unknown): unknown
  encode(value: unknown): Uint8Array
}
