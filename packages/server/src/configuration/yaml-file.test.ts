import { fc, test } from '@fast-check/vitest'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './errors.ts'
import { setting } from './setting.ts'
import { loadConfiguration } from './sources.ts'

const settings = {
  store: setting({ schema: Type.String(), default: 'a', description: 'The store.' }),
  'log.levels': setting({ schema: Type.Record(Type.String(), Type.String()), default: {}, description: 'Levels.' }),
  any: setting({ schema: Type.Unknown(), default: null, description: 'Anything.' }),
}

function problemsOf(text: string): readonly string[] {
  try {
    loadConfiguration(settings, { file: { path: 'v.yaml', text } })
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

const aliasBomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefgh'.split('').map((name, index) => {
    const before = 'abcdefg'[index]
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`
  }),
  'any: *h',
].join('\n')

describe('a hostile file', () => {
  it.each([
    ['many aliases', aliasBomb, /^file v.yaml:9: any: aliases that expand to this much are refused$/],
    ['an alias of itself', 'any: &a [*a]', /^file v.yaml:1: /],
    ['deep flow lists', `any: ${'['.repeat(5000)}`, /^v.yaml(:1)?: /],
    ['deep flow maps', `any: ${'{a: '.repeat(5000)}`, /^v.yaml(:1)?: /],
    [
      'deep closed lists',
      `any: ${'['.repeat(900)}${']'.repeat(900)}`,
      /^file v.yaml:1: .*nested deeper than 64 levels/,
    ],
    ['deep maps', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}log:`).join('\n'), /no key "log.log"/],
    ['a name as long as the file', `? ${'x'.repeat(900_000)}\n: 1`, /^file v.yaml:1: there is no key "x{128}…"$/],
    ['a prototype', '__proto__: {store: 1}\n', /^file v.yaml:1: there is no key "__proto__"$/],
    [
      'a prototype inside',
      'log.levels: {__proto__: {a: b}}',
      /^file v.yaml:1: log.levels: "__proto__" is not allowed as a name/,
    ],
    ['a zero byte', 'store: "a\0b"', /^v.yaml:1: a zero byte/],
    ['the same key', 'log: {levels: {}}\nlog.levels: {a: b}', /log.levels has a value already: file v.yaml:1$/],
    ['a name that is a list', '[1, 2]: 3', /there is no key ""/],
    ['a tag', 'store: !!js/function "x"', /^$/],
  ])('with %s', (_, text, problem) => {
    expect([...problemsOf(text), ''][0]).toMatch(problem)
  })

  it('with very many keys is refused in a bounded number of sentences', () => {
    const problems = problemsOf(Array.from({ length: 50_000 }, (_, index) => `stroe${index}: 1`).join('\n'))
    expect([problems.length, problems.at(-1)]).toEqual([101, '49900 more keys have no meaning'])
  })
})

const yamlish = fc.array(
  fc.constantFrom(
    'store',
    'log',
    'levels',
    'any',
    ': ',
    '\n',
    ' ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '"',
    '!!',
    '? ',
    '|',
    '#',
    '1',
  ),
)

test.prop([
  fc.oneof(
    fc.string(),
    yamlish.map((words) => words.join('')),
  ),
])('any text is valid or has problems', (text) => {
  for (const problem of problemsOf(text)) expect(problem).toContain('v.yaml')
})
