/** Checked by the compiler alone: `tsc -p tsconfig.test.json`. */
import { expectTypeOf } from 'vitest'
import {
  array,
  bits,
  bitEnum,
  bytes,
  checksum,
  computed,
  constant,
  convert,
  count,
  enumeration,
  family,
  familyBy,
  familyOf,
  flag,
  flags,
  length,
  list,
  mac,
  openEnumeration,
  optional,
  pad,
  string,
  struct,
  u16,
  u32,
  u64,
  u64n,
  u8,
} from './index.ts'
import type { Each, Infer, Type, Unlisted } from './index.ts'

const kind = enumeration('kind', u8, { HELLO: 0, ECHO: 2, STATS: 18 })
const port_no = openEnumeration('port_no', u32, { ANY: 0xffffffff })
const config = flags('config', u32, { DOWN: 1 })
const wide = flags('wide', u64, { DOWN: 1n })
const header = struct('header', { version: u8, type: kind, length: length(u16), xid: u32 })
const port = struct('port', { no: port_no, _pad: pad(4), hw_addr: mac, config, wide, curr: u64n })
export interface Port extends Infer<typeof port> {}

expectTypeOf<Infer<typeof port>>().toEqualTypeOf<{
  no: number
  hw_addr: number
  config: number
  wide: bigint
  curr: number
}>()
expectTypeOf(kind.ECHO).toEqualTypeOf<2>()
expectTypeOf<Infer<typeof kind>>().toEqualTypeOf<0 | 2 | 18 | Unlisted>()
expectTypeOf<Infer<typeof header>>().toEqualTypeOf<{
  version: number
  type: 0 | 2 | 18 | Unlisted
  xid: number
  _extra?: Uint8Array
}>()

const all = struct('all', {
  n: count(u8),
  items: array(port, 'n'),
  fixed: constant(u16, 1),
  when: optional(u16, (v: { items: unknown[] }) => v.items.length > 0),
  sum: checksum(u16, () => 0),
  double: computed(u16, (v: { x: number }) => v.x * 2),
  _b: bits(u8, { x: 3, y: flag, kind: bitEnum(2, kind), _rest: 2 }),
  named: bits(u8, { z: 8 }),
  _merged: struct('merged', { m: string(u8) }),
  date: convert(
    'date',
    u32,
    (s) => new Date(s),
    (d) => d.getTime(),
  ),
  rest: bytes(),
})
expectTypeOf<Infer<typeof all>>().toEqualTypeOf<{
  items: Infer<typeof port>[]
  when?: number
  sum?: number
  double?: number
  x: number
  y: boolean
  kind: 0 | 2 | 18 | Unlisted
  named: { z: number }
  m: string
  date: Date
  rest: Uint8Array
}>()

const stats = family('stats', struct('stats_header', { mp_type: u16 }), 'mp_type', {
  1: struct('table', { active: list(u16) }),
  13: struct('port_desc', { ports: list<Port>(port) }),
})
const message = family('message', header, 'type', {
  [kind.HELLO]: struct('hello', {}),
  [kind.ECHO]: struct('echo', { data: bytes() }),
  [kind.STATS]: stats,
})
export type Message = Each<Infer<typeof message>>

/** A discriminated union, nested, with a default for what is not listed. */
export function narrow(m: Message): unknown {
  switch (m.type) {
    case kind.ECHO:
      expectTypeOf(m.data).toEqualTypeOf<Uint8Array>()
      return m.data
    case kind.STATS:
      if (m.mp_type === 13) {
        expectTypeOf(m.ports).toEqualTypeOf<Port[]>()
        return m.ports
      }
      return m.mp_type === 1 ? m.active : m._extra
    case kind.HELLO:
      // @ts-expect-error hello has no data
      return m.data
    default:
      expectTypeOf(m.type).toEqualTypeOf<Unlisted>()
      expectTypeOf(m._extra).toEqualTypeOf<Uint8Array>()
      return m._extra
  }
}

message.encode({ version: 4, type: kind.ECHO, xid: 1, data: new Uint8Array(0) })
message.encode({ version: 4, type: kind.STATS, xid: 1, mp_type: 1, active: [] })
declare const some: number
message.encode({ version: 4, type: some, xid: 1, _extra: new Uint8Array(0) })
// @ts-expect-error a field is missing
message.encode({ version: 4, type: kind.ECHO, xid: 1 })
// @ts-expect-error a field is misspelt
message.encode({ version: 4, type: kind.ECHO, xid: 1, dta: new Uint8Array(0) })
// @ts-expect-error a field of another variant
message.encode({ version: 4, type: kind.HELLO, xid: 1, data: new Uint8Array(0) })
// @ts-expect-error a field has the wrong type
message.encode({ version: 4, type: kind.ECHO, xid: 1n, data: new Uint8Array(0) })
// @ts-expect-error a name the enumeration does not have
message.encode({ version: 4, type: kind.ECKO, xid: 1, data: new Uint8Array(0) })
// @ts-expect-error a number the enumeration does not list
message.encode({ version: 4, type: 99, xid: 1, _extra: new Uint8Array(0) })
// @ts-expect-error a string where the wire has a number
message.encode({ version: 4, type: 'ECHO', xid: 1, data: new Uint8Array(0) })
// @ts-expect-error 64 bits are bigint
port.encode({ no: 1, hw_addr: 1, config: 0, wide: 0, curr: 0 })
// @ts-expect-error lengths are not in the value
header.encode({ version: 4, type: kind.HELLO, xid: 1, length: 8 })
// @ts-expect-error padding is not in the value
port.encode({ no: 1, hw_addr: 1, config: 0, wide: 0n, curr: 0, _pad: 0 })
// @ts-expect-error the discriminant must be a field of the base
family('bad', header, 'typo', {})

const chunk = familyOf('chunk', struct('c', { tag: string(4) }), 'tag', [
  ['IHDR', struct('ihdr', { width: u32 })],
  ['IEND', struct('iend', {})],
])
expectTypeOf<Infer<typeof chunk>>().toEqualTypeOf<
  { tag: 'IHDR'; width: number } | { tag: 'IEND' } | { tag: string; _extra: Uint8Array }
>()
const chosen = familyBy('chosen', struct('b', { n: u8 }), [[(v: { n: number }) => v.n > 1, struct('big', { x: u8 })]])
expectTypeOf<Infer<typeof chosen>>().toEqualTypeOf<{ n: number; x: number } | { n: number; _extra: Uint8Array }>()

expectTypeOf(message.create({ type: kind.ECHO }).data).toEqualTypeOf<Uint8Array>()
const named: Type<Port> = port
expectTypeOf(named.decode(new Uint8Array(0))).toEqualTypeOf<Port>()
const parsed = message.parse(new Uint8Array(0))
if (parsed.need === undefined) expectTypeOf(parsed.length).toEqualTypeOf<number>()
else expectTypeOf(parsed.need).toEqualTypeOf<number>()
