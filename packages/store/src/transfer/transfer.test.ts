import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../driver.ts'
import { exportLines } from './export-lines.ts'
import { ExportError, ExportParser, type ParsedExport } from './export-parser.ts'
import { inBatches, planImport } from './import-plan.ts'

const head = { driver: 'memory', revision: 9, clock: 1_795_000_000_000 }

function parse(file: string): ParsedExport {
  const parser = new ExportParser()
  for (const line of file.split(/\n(?!$)/)) parser.push(line.replace(/\n$/, ''))
  return parser.finish()
}

const exported = (entries: ReadonlyMap<string, Entry>, header = head): string =>
  [...exportLines(header, entries)].join('')

const storedMap = (pairs: Readonly<Record<string, string>>): Map<string, Entry> =>
  new Map(Object.entries(pairs).map(([key, text], i) => [key, { text, revision: i + 1 }]))

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom('{"a":1,"sum":3}', '{"__proto__":1}', '-0'),
)
const stored = fc
  .dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.tuple(text, fc.nat()), { noNullPrototype: true })
  .map((pairs) => new Map(Object.entries(pairs).map(([key, [value, revision]]) => [key, { text: value, revision }])))

describe('an export', () => {
  test.prop([stored])('says exactly what was stored, in one order', (entries) => {
    const file = exported(entries)
    const { header, entries: read } = parse(file)
    expect(header).toEqual({ ...head, count: entries.size })
    expect(new Map(read.map(({ key, ...entry }) => [key, entry]))).toEqual(entries)
    expect(exported(new Map([...entries].toReversed()))).toBe(file)
    const bytes = read.map(({ key }) => Buffer.from(key))
    expect(bytes).toEqual(bytes.toSorted((a, b) => Buffer.compare(a, b)))
  })

  test.prop([stored, fc.nat(), fc.nat({ max: 255 })])('with one byte changed is refused', (entries, at, byte) => {
    const bytes = Buffer.from(exported(entries))
    const index = at % (bytes.length - 1)
    fc.pre(bytes[index] !== byte)
    bytes[index] = byte
    const line = bytes.subarray(0, index).toString('latin1').split('\n').length
    const error = failureOf(bytes.toString())
    expect(error).toBeInstanceOf(ExportError)
    // The damage of the line itself, or that of the next one, when the line end was what changed.
    expect([line, line + 1]).toContain((error as ExportError).line)
  })

  test.prop([stored, fc.nat()])('cut off anywhere is refused', (entries, at) => {
    const bytes = Buffer.from(exported(entries))
    expect(failureOf(bytes.subarray(0, at % (bytes.length - 1)).toString())).toBeInstanceOf(ExportError)
  })

  it('tells equal contents of different stores', () => {
    const entries = storedMap({ a: '{"x":1}', b: 'no JSON' })
    const later = new Map([...entries].map(([key, { text: value }]) => [key, { text: value, revision: 77 }]))
    const [first, second] = [parse(exported(entries)), parse(exported(later, { ...head, driver: 'redis' }))]
    expect(first.trailer.contents).toBe(second.trailer.contents)
    expect(first.trailer.sha256).not.toBe(second.trailer.sha256)
  })

  it.each<[damage: string, change: (lines: string[]) => string[], message: RegExp]>([
    ['a missing line', (lines) => lines.toSpliced(2, 1), /^line 3: damaged: the sum is wrong/],
    ['two exchanged lines', ([h = '', a = '', b = '', ...rest]) => [h, b, a, ...rest], /^line 2: damaged: the sum/],
    ['a missing end', (lines) => lines.slice(0, -1), /^line 5: the file is cut off: 3 of 3 keys, and no trailer$/],
    ['a missing half', (lines) => lines.slice(0, 3), /^line 4: the file is cut off: 2 of 3 keys/],
    ['a broken line', (lines) => lines.with(1, '{"key":"a"'), /^line 2: damaged or cut off/],
    ['something after the end', (lines) => [...lines, '{}'], /^line 6: there is something after the end$/],
    ['another file', () => ['key: value'], /^line 1: not an export of a store$/],
    ['nothing', () => [], /^line 1: not an export of a store$/],
    [
      'a newer form',
      ([h = '']) => [h.replace('"version":1', '"version":2')],
      /^line 1: written by a newer VLCP: form 2/,
    ],
  ])('with %s is refused', (_, change, message) => {
    const lines = exported(storedMap({ a: '{}', b: '{}', c: '{}' }))
      .trimEnd()
      .split('\n')
    expect(String(failureOf(change(lines).join('\n'))).replace('ExportError: ', '')).toMatch(message)
  })
})

describe('an import', () => {
  const wanted = [
    { key: 'a', text: '1', revision: 5 },
    { key: 'b', text: '2', revision: 5 },
  ]

  it('writes what differs', () => {
    const entries = storedMap({ a: '1', b: '1', c: '1' })
    expect(planImport(entries, wanted, 'merge')).toEqual([{ key: 'b', text: '2', revision: 2 }])
    expect(planImport(entries, wanted, 'replace')).toEqual([
      { key: 'b', text: '2', revision: 2 },
      { key: 'c', text: null, revision: 3 },
    ])
    expect(planImport(new Map(), wanted, 'empty').map(({ revision }) => revision)).toEqual([0, 0])
  })

  test.prop([fc.array(fc.nat({ max: 300_000 }), { maxLength: 20 })])('is cut into commits that fit', (sizes) => {
    const writes = sizes.map((size, i) => ({ key: `key${i}`, text: 'x'.repeat(size), revision: 0 }))
    const batches = [...inBatches(writes, { commitBytes: 1 << 20 })]
    expect(batches.flat()).toEqual(writes)
    const total = (batch: typeof writes): number =>
      batch.reduce((sum, { key, text: value }) => sum + key.length + value.length, 0)
    for (const batch of batches) expect(batch.length === 1 || total(batch as typeof writes) <= 256 * 1024).toBe(true)
  })
})

function failureOf(file: string): unknown {
  try {
    parse(file)
    return undefined
  } catch (error) {
    return error
  }
}
