import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readGivenFile } from './file.ts'

function read(text: string): { values: Record<string, unknown>; problems: readonly string[] } {
  const { values, problems } = readGivenFile({ path: 'vlcp.conf', text })
  return { values: Object.fromEntries(values.map((each) => [each.key, each.read()])), problems }
}

describe('a file of the reference', () => {
  it('has keys with literals, continuation lines, comments and blank lines', () => {
    const text = [
      '# the start list',
      'server.startup = (',
      "    'vlcp.service.sdn.l2switch.L2Switch', # forwarding",
      '',
      '  # not this one',
      '    "b" ',
      "\t'c')",
      'module.jsonrpcserver.client=True   # a client',
      'proxy.kvstorage =b"x"',
      'a = {1, 2}',
      'b = None',
    ].join('\r\n')
    expect(read(text)).toEqual({
      values: {
        'server.startup': ['vlcp.service.sdn.l2switch.L2Switch', 'bc'],
        'module.jsonrpcserver.client': true,
        'proxy.kvstorage': 'x',
        a: [1, 2],
        b: null,
      },
      problems: [],
    })
  })

  it('begins where the byte order mark ends', () => {
    expect(read('\uFEFFa = 1').values).toEqual({ a: 1 })
  })

  it.each([
    ['a = 1\nb = [1,\n# x\n  2,\n  3 4]\nc = 1', 'vlcp.conf:5: b: expected "," or "]"'],
    ['web.token = "s3cret', 'vlcp.conf:1: web.token: the string is not closed'],
    ['a = s3cret()', 'vlcp.conf:1: a: expected a literal'],
    ['a =', 'vlcp.conf:1: a: expected a literal'],
    ['  a = 1', 'vlcp.conf:1: nothing stands before this line that it could continue'],
    ['\n1a = 2', 'vlcp.conf:2: expected "key = literal", found "1a…"'],
    ['web.token: s3cret', 'vlcp.conf:1: expected "key = literal", found "web.token…"'],
    ['a..b = 1', 'vlcp.conf:1: expected "key = literal", found "a..b…"'],
    ['__proto__ = 1', 'vlcp.conf:1: expected "key = literal", found "__proto__…"'],
    [`a = ${'['.repeat(100_000)}`, 'vlcp.conf:1: a: nested deeper than 32 levels'],
    ['a = 1\n\nb = "\0"', 'vlcp.conf:3: a zero byte: this is not a text file'],
  ])('%.40s', (text, problem) => {
    expect(read(text).problems).toEqual([problem])
  })
})

const line = fc.oneof(
  fc.string(),
  fc
    .tuple(fc.constantFrom('a', 'a.b', 'x_1', ' '), fc.constantFrom('=', ' = ', ':'), fc.string())
    .map((parts) => parts.join('')),
)

test.prop([fc.array(line)])('any text is values or problems with a line', (lines) => {
  for (const problem of read(lines.join('\n')).problems) expect(problem).toMatch(/^vlcp\.conf:[1-9]\d*: ./)
})
