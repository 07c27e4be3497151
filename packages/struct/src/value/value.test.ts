import { describe, expect, it } from 'vitest'
import {
  array,
  bits,
  bytes,
  checksum,
  count,
  enumeration,
  f64,
  family,
  fixedString,
  flag,
  flags,
  ipv4,
  length,
  list,
  mac,
  optional,
  pad,
  string,
  struct,
  u16,
  u32,
  u64,
  u8,
  unpaddedLength,
} from '../index.ts'
import { unhex } from '../testing/both.ts'

const kind = enumeration('kind', u8, { HELLO: 0, PORT: 2 })
const config = flags('config', u32, { DOWN: 1, NO_RECV: 4 })
const port = struct('port', { no: u32, _pad: pad(4), hw_addr: mac, name: fixedString(16), config })
const message = family('message', struct('header', { type: kind, length: length(u16), xid: u32 }), 'type', {
  [kind.HELLO]: struct('hello', {}),
  [kind.PORT]: struct('port_status', { cookie: u64, ports: list(port), sum: checksum(u8, () => 0x7f) }),
})
const value = {
  type: kind.PORT,
  xid: 7,
  cookie: 0xffffffffffffffffn,
  ports: [{ no: 1, hw_addr: 0x020000000001, name: 'eth "0"', config: 5 }],
}

describe('format and parseText', () => {
  const text = `{
  type: PORT
  xid: 7
  cookie: 18446744073709551615
  ports: [{ no: 1, hw_addr: 02:00:00:00:00:01, name: "eth \\"0\\"", config: NO_RECV DOWN }]
}`

  it('show names, addresses and flags, one field per line when it gets long', () => {
    expect(message.format(value)).toBe(text)
    expect(message.parseText(text)).toEqual(value)
  })

  it('are inverse for what has no name', () => {
    const unlisted = { type: 99 as number, xid: 1, _extra: unhex('0102') }
    expect(message.format(unlisted)).toBe('{ type: 99, xid: 1, _extra: 0102 }')
    expect(message.parseText('{ type: 99, xid: 1, _extra: 0102 }')).toEqual(unlisted)
  })

  it.each([NaN, Infinity, -Infinity, -0, 1e300])('keep %d', (number) => {
    expect(f64.parseText(f64.format(number))).toBe(number)
    expect(f64.load(JSON.parse(JSON.stringify(f64.dump(number))))).toBe(number)
  })

  it('quote text that could be mistaken', () => {
    for (const one of ['', ' a', '{', 'a,b', 'a: b', 'true', '5', '"', '\n', '\udc80']) {
      const type = struct('t', { a: string(u16), b: array(string(u8), u8) })
      expect(type.parseText(type.format({ a: one, b: [one, one] }))).toEqual({ a: one, b: [one, one] })
    }
  })

  it.each([
    ['{ type: PORT', 'a field name is missing at line 1, column 13'],
    ['{ type PORT }', '":" is missing after type'],
    ['{ type: NOPE }', '"NOPE" is neither a name nor a number'],
    ['{ type: HELLO, type: HELLO }', 'field type is given twice'],
    ['{ type: HELLO, color: 5 }', 'has no field color'],
    ['{ type: HELLO, xid: many }', 'message.xid at byte 0: must be a number, got "many"'],
    ['{ type: PORT, ports: 5 }', 'message.ports at byte 0: must be a list'],
    ['{ type: 9, xid: 1, _extra: 012 }', 'must be hexadecimal bytes'],
    ['{ type: HELLO } }', 'unexpected text at line 1, column 17'],
    ['{ type: "HEL', 'a value is missing'],
    ['5', 'message at byte 0: must have fields'],
    ['['.repeat(1000), 'nested too deep'],
  ])('refuse %s', (source, reason) => {
    expect(() => message.parseText(source)).toThrow(reason)
  })

  it('take other text forms for single fields, and give them to every variant', () => {
    const forms = {
      'ports.no': { format: (no: unknown) => `p${String(no)}`, parse: (text_: string) => Number(text_.slice(1)) },
    }
    expect(message.format(value, forms)).toContain('no: p1')
    expect(message.parseText(message.format(value, forms), forms)).toEqual(value)
    const withBits = struct('b', { _b: bits(u8, { x: 4, y: flag, _z: 3 }) })
    const hexForm = { x: { format: (x: unknown) => Number(x).toString(16), parse: (t: string) => parseInt(t, 16) } }
    expect(withBits.format({ x: 12, y: true }, hexForm)).toBe('{ x: c, y: true }')
    expect(withBits.parseText('{ x: c, y: true }', hexForm)).toEqual({ x: 12, y: true })
  })
})

describe('dump and load', () => {
  it('survive JSON', () => {
    const data: unknown = JSON.parse(JSON.stringify(message.dump(value)))
    expect(data).toMatchObject({
      type: 'PORT',
      cookie: '18446744073709551615',
      ports: [{ hw_addr: '02:00:00:00:00:01' }],
    })
    expect(message.load(data)).toEqual(value)
    expect(() => message.load(null)).toThrow('must have fields')
    expect(() => message.load({ type: 'PORT', cookie: 'x' })).toThrow('message.cookie at byte 0: must be an integer')
  })
})

describe('equals, diff, clone', () => {
  it('compare by fields; a checksum follows from the others', () => {
    const decoded = message.decode(message.encode(value))
    expect(decoded).toHaveProperty('sum', 0x7f)
    expect(message.equals(decoded, value)).toBe(true)
    expect(message.equals(value, { ...value, xid: 8 })).toBe(false)
  })

  it('say where values differ', () => {
    const [one] = value.ports
    const other = { ...value, xid: 8, ports: [{ ...one, name: 'eth1' }, one] } as typeof value
    expect(message.diff(value, other)).toEqual([
      { path: 'xid', left: 7, right: 8 },
      { path: 'ports[0].name', left: 'eth "0"', right: 'eth1' },
      { path: 'ports[1]', left: undefined, right: one },
    ])
    expect(message.diff(value, other, 1)).toHaveLength(1)
    expect(message.diff(value, { type: kind.HELLO, xid: 7 }).map((d) => d.path)).toEqual(['type', 'cookie', 'ports'])
    expect(bytes().equals(unhex('01'), unhex('01'))).toBe(true)
    expect(bytes().diff(unhex('01'), unhex('02'))).toHaveLength(1)
  })

  it('clone shares nothing with the input', () => {
    const input = unhex('0102')
    const type = struct('t', { a: bytes(1), list: list(bytes(1)) })
    const decoded = type.decode(input)
    const copy = type.clone(decoded)
    input.fill(9)
    expect(decoded.a).toEqual(unhex('09'))
    expect(copy).toEqual({ a: unhex('01'), list: [unhex('02')] })
    expect(structuredClone(copy)).toEqual(copy)
  })
})

describe('create', () => {
  it('fills in zero and empty', () => {
    const type = struct('t', {
      a: u8,
      b: u64,
      c: fixedString(4),
      d: bytes(2),
      e: list(u8, u8),
      f: array(u16, 2),
      g: bits(u8, { x: 7, y: flag }),
      h: optional(u8, () => false),
      i: port,
      n: count(u8),
      j: array(u8, 'n'),
      k: ipv4,
    })
    const created = type.create({ a: 5 })
    expect(created).toEqual({
      a: 5,
      b: 0n,
      c: '',
      d: unhex('0000'),
      e: [],
      f: [0, 0],
      g: { x: 0, y: false },
      i: { no: 0, hw_addr: 0, name: '', config: 0 },
      j: [],
      k: 0,
    })
    expect(type.decode(type.encode(created))).toEqual(created)
  })

  it('chooses the variant', () => {
    const created = message.create({ type: kind.PORT, xid: 3 })
    expect(created.ports).toEqual([])
    expect(message.create({ type: 50 as number })).toEqual({ type: 50, xid: 0, _extra: new Uint8Array(0) })
  })
})

describe('describe and layout', () => {
  it('tell offsets and widths', () => {
    expect(port.describe()).toBe(
      [
        'port: 34 bytes',
        'offset  size  field    type             note',
        '0       4     no       u32',
        '4       4     _pad     padding',
        '8       6     hw_addr  mac',
        '14      16    name     fixedString(16)',
        '30      4     config   config',
      ].join('\n'),
    )
  })

  it('stop where sizes vary, and list bits, variants and items', () => {
    const type = struct(
      't',
      {
        len: unpaddedLength(u16),
        _b: bits(u8, { x: 3, _rest: 5 }),
        ports: list(port, u16),
        more: optional(u8, () => true),
      },
      { align: 8 },
    )
    expect(() => type.describe()).not.toThrow()
    const rows = struct('u', { a: u8, m: message, b: u8 }).layout()
    expect(rows.find((row) => row.path === 'm.xid')).toMatchObject({ offset: 4, size: 4 })
    expect(rows.filter((row) => row.note.startsWith('type = '))).toHaveLength(2)
    expect(rows.at(-1)).toMatchObject({ path: 'b', offset: undefined, size: 1 })
    const shown = struct('v', { _b: bits(u8, { x: 3, _rest: 5 }), ports: list(port) }).layout()
    expect(shown.map((row) => [row.path, row.bits])).toContainEqual(['x', '7..5'])
    expect(shown.map((row) => row.path)).toContain('ports[].name')
  })
})
