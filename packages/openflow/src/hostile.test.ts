import { StructError } from '@vlcp/struct'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from './message.ts'
import { goldenMessages } from './testing/golden.ts'
import { kindOf, kindsOf, VERSIONS } from './testing/kind.ts'
import { madeMessages } from './testing/made.ts'

/** Whatever decodes must encode to something that decodes to the same value; anything else is a StructError. */
function expectErrorOrValue(bytes: Uint8Array): void {
  let message: Message
  try {
    message = decodeMessage(bytes)
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    return
  }
  expect(decodeMessage(encodeMessage(message))).toEqual(message)
}

/** One message of each kind, and for OpenFlow 1.3 those with many actions, which are the same in every version. */
function messagesOf(version: (typeof VERSIONS)[number]): Uint8Array[] {
  const kinds = kindsOf(version)
  const chosen = new Map<string, Uint8Array>()
  for (const bytes of [...goldenMessages(version.name).map((golden) => golden.bytes), ...madeMessages(version)]) {
    const name = kindOf(kinds, decodeMessage(bytes))?.name ?? ''
    if (!chosen.has(name) && bytes.length <= 400) chosen.set(name, bytes)
  }
  const flows =
    version.name === '1.3' ? goldenMessages('1.3').filter(({ command }) => /actions=\w+[(:]/.test(command)) : []
  return [...chosen.values(), ...flows.map(({ bytes }) => bytes)]
}

function changed(bytes: Uint8Array, at: number, ...octets: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy.set(octets.slice(0, copy.length - at), at)
  return copy
}

describe.each(VERSIONS)('hostile OpenFlow $name', (version) => {
  const messages = messagesOf(version)

  it('that ends early is an error', () => {
    for (const bytes of messages)
      for (let length = 0; length < bytes.length; length++)
        expect(() => decodeMessage(bytes.subarray(0, length))).toThrow(StructError)
  })

  it('that ends early and says so is an error or a value', () => {
    for (const bytes of messages)
      for (let length = 8; length < bytes.length; length++)
        expectErrorOrValue(changed(bytes.subarray(0, length), 2, length >> 8, length & 0xff))
  })

  it.each([
    ['zero octet', [0]],
    ['zero length', [0, 0]],
    ['largest length', [0xff, 0xff]],
  ])('with a %s anywhere is an error or a value', (_name, octets) => {
    for (const bytes of messages)
      for (let at = 1; at < bytes.length; at++) expectErrorOrValue(changed(bytes, at, ...octets))
  })

  const mutation = fc.tuple(
    fc.nat(messages.length - 1),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 }),
  )

  test.prop([mutation], { numRuns: 2000 })('that is changed at random is an error or a value', ([which, changes]) => {
    let bytes = messages[which] ?? new Uint8Array()
    for (const [at, octet] of changes) bytes = changed(bytes, 1 + (at % (bytes.length - 1)), octet)
    expectErrorOrValue(bytes)
  })

  const anything = fc.tuple(fc.nat(40), fc.uint8Array({ maxLength: 120 })).map(([type, body]) => {
    const length = body.length + 8
    return new Uint8Array([version.version, type, length >> 8, length & 0xff, 0, 0, 0, 1, ...body])
  })

  test.prop([anything], { numRuns: 1000 })('that is nothing but noise is an error or a value', (bytes) =>
    expectErrorOrValue(bytes),
  )
})
