import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './errors.ts'
import { formatOrigin } from './origin.ts'
import { printConfiguration } from './print.ts'
import { setting } from './setting.ts'
import { type Configuration, ConfigurationSources, loadConfiguration, type SourceOptions } from './sources.ts'

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
  }),
  'web.token': setting({ schema: Type.String({ minLength: 8 }), default: '', secret: true, description: 'Token.' }),
}

const load = (options: SourceOptions): Configuration<typeof settings> => loadConfiguration(settings, options)

function problemsIn(run: () => void): readonly string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

function problemsOf(options: SourceOptions): readonly string[] {
  return problemsIn(() => load(options))
}

function file(text: string): SourceOptions {
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
    ['stor: file:/a', 'file vlcp.yaml:1: there is no key "stor"; did you mean "store"?'],
    ['# x\nlog:\n  levle: debug', 'file vlcp.yaml:3: there is no key "log.levle"; did you mean "log.level"?'],
    ['log: debug', 'file vlcp.yaml:1: there is no key "log"; did you mean "log.level"?'],
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
    ['store: a\nstore: b', 'vlcp.yaml:2: the key stands here twice'],
    ['a: [', /^vlcp.yaml:1: /],
    ['x: 1 # '.padEnd(2_000_000), /more than 1048576 characters is refused/],
    ['web.token: short', 'file vlcp.yaml:1: web.token: expected a string of at least 8 characters'],
  ])('%.40s', (text, problem) => {
    expect(problemsOf(file(text))).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
  })

  it.each(['"s3cret"', '*s3cret', '!s3c!ret x', '|s3cret', '>9s3cret', '"s3cret', '- s3cret', 's3cret: x', '@s3cret'])(
    'never repeat a secret: %s',
    (text) => {
      const problems = problemsOf(file(`web.token: ${text}\n`))
      expect(problems).not.toEqual([])
      expect(problems.join()).not.toContain('s3c')
    },
  )

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

const greeter = {
  'module.greeter.greeting': setting({ schema: Type.String(), default: 'hello', description: 'Said first.' }),
  'module.greeter.count': setting({ schema: Type.Integer({ minimum: 1 }), default: 1, description: 'How often.' }),
}

describe('claim', () => {
  it('serves several modules, and finish reports everything that is wrong with any of them', () => {
    const text = 'stor: x\nmodule:\n  greeter: {greeting: 1, cuont: 2}\n  other: {a: 1}\nlog.level: loud\n'
    const sources = new ConfigurationSources({ ...file(text), assignments: ['module.greeter.count=0', 'modul.x=1'] })
    expect(sources.claim(settings).values['log.level']).toBe('info')
    expect(sources.claim(greeter).values).toEqual({ 'module.greeter.greeting': 'hello', 'module.greeter.count': 1 })
    expect(problemsIn(() => sources.finish())).toEqual([
      expect.stringMatching(/^file vlcp.yaml:5: log.level: expected one of/),
      'file vlcp.yaml:3: module.greeter.greeting: expected a string, received 1; put it in quotes',
      'flag --set: module.greeter.count: expected an integer of at least 1, received 0',
      'file vlcp.yaml:1: there is no key "stor"; did you mean "store"?',
      'file vlcp.yaml:3: there is no key "module.greeter.cuont"; did you mean "module.greeter.count"?',
      'file vlcp.yaml:4: there is no key "module.other"; no module "other" is loaded, is it missing in server.startup?',
      'flag --set: there is no key "modul.x"',
    ])
  })

  it('reads the file again for a module that is loaded later, and looks at the keys of this one only', () => {
    let text = 'store: file:/a\n'
    const sources = new ConfigurationSources({ ...file(text), rereadFile: () => ({ path: 'vlcp.yaml', text }) })
    sources.claim(settings)
    sources.finish()
    text = 'stroe: 1\nlog.level: loud\nmodule.greeter.greeting: hi\n'
    const { values, origins } = sources.claim(greeter)
    expect(values['module.greeter.greeting']).toBe('hi')
    expect(formatOrigin(origins['module.greeter.greeting'])).toBe('file vlcp.yaml:3')
    text = 'module: {greeter: {count: 0, greting: 1}}'
    expect(problemsIn(() => sources.claim(greeter))).toEqual([
      'file vlcp.yaml:1: module.greeter.count: expected an integer of at least 1, received 0',
      'file vlcp.yaml:1: there is no key "module.greeter.greting"; did you mean "module.greeter.greeting"?',
    ])
    text = 'a: ['
    expect(problemsIn(() => sources.claim(greeter))).toHaveLength(1)
    text = ''
    expect(sources.claim(greeter).values['module.greeter.greeting']).toBe('hello')
  })
})

describe('the command line', () => {
  it('wins over the environment, by a flag or by --set', () => {
    const { values, origins } = load({
      ...file('store: file:/a\novsdb: [unix:/a]\n'),
      environment: { VLCP_STORE: 'file:/b', VLCP_RECONCILER_AUDIT_INTERVAL_MS: '250' },
      flags: { store: { flag: '--store', value: 'file:/c' } },
      assignments: ['reconciler.auditIntervalMs=300', 'ovsdb=tcp:a:1,tcp:b:2', 'log.level=debug'],
    })
    expect(values).toMatchObject({
      store: 'file:/c',
      'reconciler.auditIntervalMs': 300,
      ovsdb: ['tcp:a:1', 'tcp:b:2'],
      'log.level': 'debug',
    })
    expect(formatOrigin(origins.ovsdb)).toBe('flag --set')
  })

  it.each([
    [['store=a=b'], []],
    [['store'], ['flag --set: expected KEY=VALUE']],
    [['=s3cret'], ['flag --set: expected KEY=VALUE']],
    [['stor=x'], ['flag --set: there is no key "stor"; did you mean "store"?']],
    [['log.level=a', 'log.level=info'], ['flags --set and --set both give log.level']],
    [['web.token=s3cret'], ['flag --set: web.token: expected a string of at least 8 characters']],
    [
      ['__proto__=1', '__proto__.x=1'],
      [/__proto__/, /__proto__/],
    ],
  ])('--set %j', (assignments, problems) => {
    expect(problemsOf({ assignments })).toEqual(
      problems.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))),
    )
  })

  it('gives a key once: a flag and --set do not both', () => {
    const flags = { store: { flag: '--store', value: 'file:/c' } }
    expect(problemsOf({ flags, assignments: ['store=file:/d'] })).toEqual(['flags --store and --set both give store'])
  })
})

describe('printConfiguration', () => {
  it('prints what can be loaded again, with meaning and origin', () => {
    const text = printConfiguration(load({ environment: { VLCP_STORE: 'file:/b' } }))
    expect(text).toContain('# Time between two audits. Unit: ms. From: default.\nreconciler.auditIntervalMs: 5000\n')
    expect(text).toContain('# The store. From: environment VLCP_STORE.\nstore: file:/b\n')
    expect(load(file(text.replace(/^web.token.*$/m, ''))).values.store).toBe('file:/b')
  })

  it('does not print secrets', () => {
    const text = printConfiguration(load({ environment: { VLCP_WEB_TOKEN: '0123456789' } }))
    expect(text).toContain('# web.token: set, not shown')
    expect(text).not.toContain('0123456789')
  })
})
