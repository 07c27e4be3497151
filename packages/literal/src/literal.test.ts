import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { LiteralError } from './literal-error.ts'
import { type LiteralValue, parseLiteral } from './literal.ts'

describe('parseLiteral', () => {
  it.each<[string, LiteralValue]>([
    ['None', null],
    [' True ', true],
    ['False', false],
    ['0', 0],
    ['-17', -17],
    ['+3', 3],
    ['1_000', 1000],
    ['0x1F', 31],
    ['-0o17', -15],
    ['0b101', 5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['000', 0],
    ['-0', 0],
    [`'a'`, 'a'],
    [`"it's"`, "it's"],
    [`u'\\u00e4\\x41\\101\\n\\q'`, 'äAA\n\\q'],
    [`'\\U0001F600'`, '\u{1F600}'],
    [`r'\\n\\''`, "\\n\\'"],
    [`b'abc'`, 'abc'],
    [`'''a\n'b'''`, "a\n'b"],
    [`'a' "b"\n'c'`, 'abc'],
    [`[ # first\n'a#', # second\n] # third`, ['a#']],
    [`'a' # first\n'b'`, 'ab'],
    [`b'a' b"\\x41"`, 'aA'],
    [`'a\\\nb'`, 'ab'],
    ['[]', []],
    ['[1, [2,], ]', [1, [2]]],
    ['()', []],
    ['(1)', 1],
    ['(None)', null],
    ['(1,)', [1]],
    [
      '((3000, 4000), (1, 2))',
      [
        [3000, 4000],
        [1, 2],
      ],
    ],
    ['1, (2, 3),', [1, [2, 3]]],
    ['{}', {}],
    ['{1, 2}', [1, 2]],
    ['{1}', [1]],
    [`{'id': 'a', 7: None, "x": {"y": ()},}`, { id: 'a', 7: null, x: { y: [] } }],
  ])('%s', (text, value) => {
    expect(parseLiteral(text)).toEqual(value)
  })

  it.each([
    '',
    ' ',
    '# nothing',
    '[1 # 2]',
    'true',
    'null',
    'Nonesuch',
    'True1',
    'x',
    '__import__("os")',
    '1 2',
    ',',
    '1,,',
    '1, 2 3',
    '1_e9',
    '[1',
    '[1 2]',
    '[,]',
    '(',
    '(,)',

    '{1: }',
    '{1: 2',
    '{1: 2 3: 4}',
    '{[]: 1}',
    '{None: 1}',
    '{1 2}',
    '{,}',
    `'a`,
    `'a\nb'`,
    `'\\x4'`,
    `'\\'`,
    `f'a'`,

    '010',
    '1__0',
    '1_',
    '0x',
    '1.2.3',
    '1e',
    '1e999',
    '9007199254740993',
    '0xFFFFFFFFFFFFFFFF',
    '1+2j',
    '-',
    '--1',
    `'\\U00110000'`,
    `'\\N{DASH}'`,
    'lambda: 1',
    '[1] * 9',
    '1 if 1 else 2',
  ])('refuses %s', (text) => {
    expect(() => parseLiteral(text)).toThrow(LiteralError)
  })

  it('refuses bottomless nesting at once', () => {
    for (const open of ['[', '(', '{1:', '{']) expect(() => parseLiteral(open.repeat(100_000))).toThrow(/nested deeper/)
  })

  it('makes an own member of __proto__', () => {
    const value = parseLiteral(`{'__proto__': {'polluted': 1}}`)
    expect(Object.keys(value ?? {})).toEqual(['__proto__'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

const { value: literal } = fc.letrec<{ value: LiteralValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')).map((members) => ({ ...members })),
  ),
}))

/** What Python's repr() writes, or an equivalent. */
function repr(value: LiteralValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : value.toExponential()
  if (typeof value === 'string') return reprText(value)
  if (Array.isArray(value)) return `(${value.map((item) => `${repr(item)}, `).join('')})`
  return `{${Object.entries(value)
    .map(([name, member]) => `${repr(name)}: ${repr(member)}`)
    .join(', ')}}`
}

function reprText(text: string): string {
  const escaped = text.replaceAll(/[\\'\p{Cc}\p{Cs}\u2028\u2029]/gu, (character) =>
    character === "'" || character === '\\'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `'${escaped}'`
}

test.prop([literal])('reads what Python writes', (value) => {
  expect(parseLiteral(repr(value))).toEqual(value)
})

const noise = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...`[](){},:'"\\.0x1e_-+ TrueNone\n`.split('')), maxLength: 40 }),
  fc.tuple(literal, fc.nat(), fc.nat()).map(([value, from, to]) => repr(value).slice(from % 9, -(to % 9) || undefined)),
)

test.prop([noise])('is total: any text is a value or a LiteralError', (text) => {
  try {
    expect(parseLiteral(text)).not.toBeUndefined()
  } catch (error) {
    expect(error).toBeInstanceOf(LiteralError)
  }
})
