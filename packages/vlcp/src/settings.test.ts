import { fc, test } from '@fast-check/vitest'
import {
  type Configuration,
  ConfigurationError,
  loadConfiguration,
  importConfiguration,
  printConfiguration,
  type SchemaNode,
  type Settings,
  type SourceOptions,
} from '@vlcp/server'
import { describe, expect, it } from 'vitest'
import { referenceKeys } from './reference/reference-keys.ts'
import { settings } from './settings.ts'

const declared: Settings = settings

const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constant('switch-1.example'),
)
const port = fc.nat({ max: 65_535 })
const onNetwork = (kind: string) => fc.tuple(host, port).map(([name, number]) => `${kind}:${name}:${number}`)
const path = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => !/[\0\r\n]/.test(text))

/** Texts that only a setting's own check knows. */
const checked: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ovsdb: fc.array(
    fc.oneof(
      onNetwork('tcp'),
      onNetwork('ssl'),
      path.map((text) => `unix:${text}`),
    ),
    { maxLength: 3 },
  ),
  openflow: fc.oneof(onNetwork('tcp'), onNetwork('ssl')),
  api: onNetwork('tcp'),
  store: fc.oneof(
    path.map((text) => `file:${text}`),
    fc.constantFrom(null, 'memory:', 'redis://h:1/2', 'rediss://h', 'etcd://a:1,[::1]:2', 'etcds://h'),
  ),
  'store.folder': path,
  'store.redis.url': fc.constantFrom('redis://h', 'rediss://user@[::1]:7/3'),
  'store.redis.sentinels': fc.array(
    host.map((name) => `${name}:26379`),
    { maxLength: 3 },
  ),
  'store.etcd.hosts': fc.array(
    host.map((name) => `https://${name}:2379`),
    { minLength: 1, maxLength: 3 },
  ),
  'store.space': fc.stringMatching(/^[a-z0-9._-]{1,64}$/),
  // As long as no text that stands in the page by itself.
  'store.password': fc.option(fc.stringMatching(/^[!-~]{16,100}$/)),
  'store.passwordFile': fc.option(path),
  'store.tls.ca': fc.option(path),
  'store.tls.certificate': fc.option(path),
  'store.tls.key': fc.option(path),
  'tls.key': fc.option(path),
  'tls.certificate': fc.option(path),
  'tls.ca': fc.option(path),
}

function valueOf(schema: SchemaNode): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valueOf))
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 53 - 1 })
    case 'string':
      if (schema.pattern !== undefined) return fc.stringMatching(/^[!-~]{16,100}$/)
      return fc.string({ unit: 'binary', minLength: schema.minLength ?? 0 }).filter((text) => !/\p{Cs}/u.test(text))
    case 'array':
      return fc.array(valueOf(schema.items as SchemaNode), { maxLength: 4 })
    case 'object':
      return fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        valueOf(Object.values(schema.patternProperties ?? {})[0] ?? {}),
        {
          noNullPrototype: true,
        },
      )
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`)
  }
}

const values = fc.record(
  Object.fromEntries(Object.entries(declared).map(([key, { schema }]) => [key, checked[key] ?? valueOf(schema)])),
  { requiredKeys: [] },
)

const load = (options: SourceOptions): Configuration =>
  loadConfiguration(declared, { reference: referenceKeys, ...options })

const isSecret = (key: string): boolean => declared[key]?.secret === true

test.prop([values])('what is printed can be loaded again and means the same', (given) => {
  const file = { path: 'v.yaml', text: JSON.stringify(given) }
  const first = load({ file })
  const text = printConfiguration(first)
  const second = load({ file: { path: 'v.yaml', text } })
  for (const key of Object.keys(declared)) {
    const expected = isSecret(key) ? declared[key]?.default : key in given ? given[key] : declared[key]?.default
    expect(second.values[key]).toEqual(expected)
  }
  for (const [key, value] of Object.entries(given))
    if (isSecret(key) && value !== null) expect(text).not.toContain(value)
})

it.each([
  ['file:/var/lib/vlcp', true],
  ['file:\u2028 ', true],
  ['file:', false],
  ['file:\n/var', false],
  ['redis:', false],
  ['redis://:password@h', false],
  ['redis://h:6379/1', true],
  ['etcd://a:1,b:2', true],
  ['etcd://', false],
  ['memory:', true],
])('the store %j is taken: %s', (store, isTaken) => {
  const text = JSON.stringify({ store })
  const attempt = (): Configuration => load({ file: { path: 'v.yaml', text } })
  if (isTaken) expect(attempt().values['store']).toBe(store)
  else expect(attempt).toThrow('expected file:DIR')
})

test.prop([values])('--set gives every key every value', (given) => {
  // An empty list or a text that is JSON can be written in one way only.
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
  const assignments = Object.entries(given).map(([key, value]) => `${key}=${text(value)}`)
  expect(load({ assignments }).values).toMatchObject(given)
})

const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      null,
      true,
      false,
      'tcp:///',
      'unix:///a',
      ['GET', 'POST'],
      ['vlcp.service.x.L2Switch'],
      '\n# x: 1',
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
  ),
})).value

/** What Python writes, or an equivalent. */
function literal(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `(${value.map((item) => `${literal(item)},`).join('\n  ')})`
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${literal(name)}: ${literal(member)}`)
    .join(', ')}}`
}

const key = fc.oneof(
  fc.constantFrom(...Object.keys(declared)),
  fc.constantFrom(...referenceKeys.map((row) => row.key.replaceAll('*', 'x'))),
  fc.stringMatching(/^[a-z]{1,8}(\.[a-z_]{1,8}){0,2}$/),
)
const lines = fc.array(
  fc.tuple(key, tree).map(([name, value]) => `${name} = ${literal(value)}`),
  { maxLength: 8 },
)
const broken = fc.array(
  fc.oneof(
    fc.string(),
    key.map((name) => `${name} = `),
  ),
)

test.prop([fc.oneof(lines, broken)])(
  'an import is YAML that can be loaded, or refused as configuration',
  (statements) => {
    let text: string
    try {
      text = importConfiguration({ path: 'v.conf', text: statements.join('\n') }, settings, referenceKeys)
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError)
      return
    }
    expect(() => load({ file: { path: 'v.yaml', text } })).not.toThrow()
  },
)

describe('the settings', () => {
  it('have different variables, and units in names', () => {
    const variables = Object.entries(declared).map(
      ([name, each]) => each.environment ?? name.replaceAll(/[.A-Z]/g, '_$&').toUpperCase(),
    )
    expect(new Set(variables).size).toBe(variables.length)
    for (const [name, { unit }] of Object.entries(declared)) {
      expect([name, /(Ms|Bytes)$/.test(name)]).toEqual([name, unit !== undefined])
    }
  })

  it('have defaults that are valid', () => {
    const text = JSON.stringify(
      Object.fromEntries(Object.entries(declared).map(([name, each]) => [name, each.default])),
    )
    expect(() => load({ file: { path: 'v.yaml', text } })).not.toThrow()
  })
})
