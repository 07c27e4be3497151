/** The examples of docs/struct.md run here: every block of it is in this file, word for word. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as all from './index.ts'
import { byteLength, bytes, enumeration, family, length, list, pad, struct, u16, u32, u8 } from './index.ts'
import type { Each, Infer } from './index.ts'

const page = readFileSync(new URL('../../../docs/struct.md', import.meta.url), 'utf8')

it('the examples work', () => {
  const ofp_type = enumeration('ofp_type', u8, { OFPT_HELLO: 0, OFPT_ECHO_REQUEST: 2, OFPT_PACKET_OUT: 13 })

  const ofp_header = struct('ofp_header', {
    version: u8,
    type: ofp_type,
    length: length(u16),
    xid: u32,
  })

  const ofp_action = family(
    'ofp_action',
    struct('ofp_action_header', { type: u16, len: length(u16) }, { align: 8 }),
    'type',
    {
      0: struct('ofp_action_output', { port: u32, max_len: u16, _pad: pad(6) }),
      22: struct('ofp_action_group', { group_id: u32 }),
    },
  )

  const ofp_msg = family('ofp_msg', ofp_header, 'type', {
    [ofp_type.OFPT_HELLO]: struct('ofp_hello', {}),
    [ofp_type.OFPT_ECHO_REQUEST]: struct('ofp_echo_request', { data: bytes() }),
    [ofp_type.OFPT_PACKET_OUT]: struct('ofp_packet_out', {
      buffer_id: u32,
      in_port: u32,
      actions_len: byteLength(u16),
      _pad: pad(6),
      actions: list(ofp_action, 'actions_len'),
      data: bytes(),
    }),
  })

  const wire = ofp_msg.encode({
    version: 4,
    type: ofp_type.OFPT_PACKET_OUT,
    xid: 1,
    buffer_id: 0xffffffff,
    in_port: 3,
    actions: [{ type: 0, port: 7, max_len: 0 }],
    data: new Uint8Array([1, 2]),
  })
  const message = ofp_msg.decode(wire)
  if (message.type === ofp_type.OFPT_PACKET_OUT) expect(message.actions).toEqual([{ type: 0, port: 7, max_len: 0 }])

  const point = struct('point', { x: u16, y: u16 })
  const bytesOfPoint = point.encode({ x: 1, y: 2 })
  expect(point.decode(bytesOfPoint)).toEqual({ x: 1, y: 2 })
  expect(point.parse(bytesOfPoint.subarray(0, 3))).toEqual({ need: 4 })
  expect(point.parse(bytesOfPoint, 0)).toEqual({ value: { x: 1, y: 2 }, length: 4 })
  expect(point.encodeInto({ x: 1, y: 2 }, new Uint8Array(10), 3)).toBe(4)
  expect(point.sizeOf({ x: 1, y: 2 })).toBe(4)
  expect(point.validate({ x: 1, y: 70000 })?.path).toBe('point.y')
  expect(point.equals({ x: 1, y: 2 }, { x: 1, y: 2 })).toBe(true)
  expect(point.diff({ x: 1, y: 2 }, { x: 1, y: 3 })).toEqual([{ path: 'y', left: 2, right: 3 }])
  expect(point.format({ x: 1, y: 2 })).toBe('{ x: 1, y: 2 }')
  expect(point.parseText('{ x: 1, y: 2 }')).toEqual({ x: 1, y: 2 })
  expect(point.create({ y: 5 })).toEqual({ x: 0, y: 5 })

  const parser = ofp_msg.stream({ maxSize: 65535 })
  const seen: number[] = []
  for (const chunk of [wire.subarray(0, 5), wire.subarray(5)]) parser.push(chunk, (value) => seen.push(value.type))
  parser.end()
  expect(seen).toEqual([ofp_type.OFPT_PACKET_OUT])

  expect(point.describe()).toBe(
    'point: 4 bytes\noffset  size  field  type  note\n0       2     x      u16\n2       2     y      u16',
  )

  type OfpAction = Each<Infer<typeof ofp_action>>
  interface Point extends Infer<typeof point> {}
  const shapes = struct('shapes', { points: list<Point>(point, u16), actions: list<OfpAction>(ofp_action) })
  expect(shapes.decode(new Uint8Array([0, 4, 0, 1, 0, 2]))).toEqual({ points: [{ x: 1, y: 2 }], actions: [] })
})

it('the examples are those of the page', () => {
  const here = squeeze(readFileSync(new URL(import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '')
  expect(blocks.length).toBeGreaterThan(4)
  for (const block of blocks) expect(here).toContain(squeeze(block))
})

it('the page names every construct, and no other', () => {
  const constructs = Object.entries(all).filter(([name, value]) => /^[a-z]/.test(name) && value !== undefined)
  for (const [name] of constructs) expect(page, name).toMatch(new RegExp(`\\b${family_(name)}\\b`))
})

/** Integers are documented by family: `u16le` … `i128le`. */
function family_(name: string): string {
  return /^[iu]\d+(le)?$/.test(name) ? (name.endsWith('le') ? 'u16le' : 'u16') : name
}

/** White space and trailing commas are the formatter's business. */
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, '').replaceAll(/,([)\]}])/g, '$1')
}
