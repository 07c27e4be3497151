import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './errors.ts'
import { type ConfigurationSources, loadConfiguration } from './load.ts'
import { formatOrigin } from './origin.ts'
import { printConfiguration } from './print.ts'
import { setting } from './setting.ts'

const settings = {
  ovsdb: setting({
    schema: Type.Array(Type.String()),
    default: ['unix:/run/db.sock'],
    description: 'OVSDB servers.',
    check: (list) => (list.length === 0 ? 'at least one server is needed' : undefined),
  }),
  store: setting({ schema: Type.String(), default: 'file:/lib', description: 'The store.' }),
  'log.level': setting({ schema: Type.Enum(['info', 'debug']), default: 'info', description: 'Level.' }),
  'reconciler.auditIntervalMs': setting({
    schema: Type.Integer({ minimum: 100 }),
    default: 5000,
    unit: 'ms',
    description: 'Time between two audits.',
    replaces: ['module.objectdb.auditinterval'],
  }),
  'web.token': setting({ schema: Type.String({ minLength: 8 }), default: '', secret: true, description: 'Token.' }),
}

function load(sources: ConfigurationSources<typeof settings>): ReturnType<typeof loadConfiguration<typeof settings>> {
  return loadConfiguration(settings, sources)
}

function problemsOf(sources: ConfigurationSources<typeof settings>): readonly string[] {
  try {
    load(sources)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

function file(text: string): ConfigurationSources<typeof settings> {
  return { file: { path: 'vlcp.yaml', text } }
}

describe('values', () => {
  it('come from the last source that has them, and it is known which', () => {
    const { values, origins } = load({
      ...file('store: file:/a\nlog:\n  level: debug\n'),
      environment: { VLCP_STORE: 'file:/b', VLCP_OVSDB: 'tcp:a:1, tcp:b:2', VLCP_RECONCILER_AUDIT_INTERVAL_MS: '250' },
      flags: { store: { flag: '--store', value: 'file:/c' } },
    })
    expect(values.store).toBe('file:/c')
    expect(values['log.level']).toBe('debug')
    expect(values.ovsdb).toEqual(['tcp:a:1', 'tcp:b:2'])
    expect(values['reconciler.auditIntervalMs']).toBe(250)
    expect(Object.values(origins).map(formatOrigin)).toEqual([
      'environment VLCP_OVSDB',
      'flag --store',
      'file vlcp.yaml:3',
      'environment VLCP_RECONCILER_AUDIT_INTERVAL_MS',
      'default',
    ])
  })

  it.each(['', '# nothing\n', '---\n', '{}'])('are the defaults with the file %j', (text) => {
    expect(load(file(text)).values.store).toBe('file:/lib')
  })

  it('may have dotted keys and anchors', () => {
    expect(load(file('store: &a file:/x\nlog.level: debug\novsdb: [*a]')).values).toMatchObject({
      ovsdb: ['file:/x'],
      'log.level': 'debug',
    })
  })
})

describe('problems', () => {
  it.each([
    ['stor: file:/a', 'vlcp.yaml:1: there is no key "stor"; did you mean "store"?'],
    ['# x\nlog:\n  levle: debug', 'vlcp.yaml:3: there is no key "log.levle"; did you mean "log.level"?'],
    ['log: debug', 'vlcp.yaml:1: there is no key "log"; did you mean "log.level"?'],
    [
      'module:\n  objectdb:\n    auditinterval: 3',
      'vlcp.yaml:3: the key "module.objectdb.auditinterval" is called "reconciler.auditIntervalMs" here',
    ],
    ['store: 1.10', 'file vlcp.yaml:1: store: expected a string, received 1.1; put it in quotes'],
    [
      'reconciler.auditIntervalMs: 5s',
      'file vlcp.yaml:1: reconciler.auditIntervalMs: expected an integer of at least 100, received "5s"',
    ],
    ['reconciler.auditIntervalMs: "5000"', /expected an integer of at least 100, received "5000"$/],
    ['ovsdb: []', 'file vlcp.yaml:1: ovsdb: at least one server is needed'],
    ['ovsdb: [1]', 'file vlcp.yaml:1: ovsdb[0]: expected a string, received 1'],
    ['store:', 'file vlcp.yaml:1: store: expected a string, received null'],
    ['just text', 'vlcp.yaml: expected "key: value" lines'],
    ['store: a\nstore: b', /^vlcp.yaml:2: Map keys must be unique/],
    ['a: [', /^vlcp.yaml:1: /],
    ['x: 1 # '.padEnd(2_000_000), /more than 1048576 characters is refused/],
    ['web.token: short', 'file vlcp.yaml:1: web.token: expected a string of at least 8 characters'],
  ])('%.40s', (text, problem) => {
    expect(problemsOf(file(text))).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
  })

  it('never repeat a secret', () => {
    expect(problemsOf(file('web.token: "s3cret"')).join()).not.toContain('s3cret')
  })

  it('are reported all at once', () => {
    const sources = { ...file('stor: 1\nlog.level: loud'), environment: { VLCP_OVSDB: '[]' } }
    expect(problemsOf(sources)).toHaveLength(3)
  })

  it('of a variable that is not ours are warnings', () => {
    const environment = { VLCP_STROE: 'x', VLCP_PORT: 'tcp://10.0.0.1:80', VLCP_API: 'x', HOME: '/root' }
    expect(load({ environment, otherVariables: ['VLCP_API'] }).warnings).toEqual([
      'the environment variable VLCP_PORT is not used',
      'the environment variable VLCP_STROE is not used; did you mean "VLCP_STORE"?',
    ])
  })
})

describe('printConfiguration', () => {
  it('prints what can be loaded again, with meaning and origin', () => {
    const text = printConfiguration(settings, load({ environment: { VLCP_STORE: 'file:/b' } }))
    expect(text).toContain('# Time between two audits. Unit: ms. From: default.\nreconciler.auditIntervalMs: 5000\n')
    expect(text).toContain('# The store. From: environment VLCP_STORE.\nstore: file:/b\n')
    expect(load(file(text.replace(/^web.token.*$/m, ''))).values.store).toBe('file:/b')
  })

  it('does not print secrets', () => {
    const text = printConfiguration(settings, load({ environment: { VLCP_WEB_TOKEN: '0123456789' } }))
    expect(text).toContain('# web.token: set, not shown')
    expect(text).not.toContain('0123456789')
  })
})
