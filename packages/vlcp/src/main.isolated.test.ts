import { dispatch, operation } from '@vlcp/server'
import { type Gateway, openGateway } from '@vlcp/web'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

interface Outcome {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in a process of its own. */
function vlcp(words: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const argv = ['--conditions=source', '--import', 'tsx', main, ...words]
  const env = { PATH: process.env['PATH'], ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
  })
}

const flow = {
  table: 0,
  tableName: 'ingress',
  priority: 1,
  match: 'in_port=1',
  actions: 'drop',
  cookie: '0x1',
  text: 'table=0,priority=1,in_port=1,actions=drop',
  objects: ['logicalport a\u001B[2J'],
  state: 'installed',
}

const viperflow = {
  name: 'viperflow',
  summary: 'The network model',
  operations: [
    operation({
      name: 'createlogicalport',
      summary: 'Answers its parameters',
      params: Type.Object(
        {
          id: Type.String(),
          mtu: Type.Optional(Type.Integer({ minimum: 68 })),
          mac_address: Type.Optional(
            Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$', title: 'a MAC address' }),
          ),
          servers: Type.Optional(Type.Array(Type.String())),
          external: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
      mutates: true,
      run: (params) => params,
    }),
  ],
}

const controller = {
  name: 'controller',
  summary: 'The controller',
  operations: [
    operation({
      name: 'status',
      summary: 'Answers a status',
      params: Type.Object({}, { additionalProperties: false }),
      mutates: false,
      run: () => ({ store: { state: 'live' } }),
    }),
    operation({
      name: 'flows',
      summary: 'Answers flows',
      params: Type.Object({ bridge: Type.String() }, { additionalProperties: false }),
      mutates: false,
      run: ({ bridge }) => ({ bridge, flows: bridge === 'odd' ? [{}] : [flow], groups: [] }),
    }),
  ],
}

let server: Gateway

beforeAll(async () => {
  server = await openGateway({
    dispatch: dispatch([viperflow, controller]),
    host: '127.0.0.1',
    port: 0,
    token: 'a-token-of-the-test',
  })
})

afterAll(() => server.close())

function client(words: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return vlcp(words, { VLCP_API: server.url, VLCP_WEB_TOKEN: 'a-token-of-the-test', ...environment })
}

describe('vlcp', () => {
  it('shows its commands', async () => {
    const { code, stdout } = await vlcp(['--help'])
    expect(code).toBe(0)
    for (const command of ['start', 'call', 'status', 'flows', 'config']) expect(stdout).toContain(`\n  ${command} `)
  })

  it('loads no library of a server for its help', () => {
    for (const file of ['./main.ts', './program.ts', './report.ts']) {
      const source = readFileSync(new URL(file, import.meta.url), 'utf8')
      const loaded = [...source.matchAll(/^import (?!type )[^']*'([^'.][^']*)'$/gm)].map((match) => match[1])
      expect(['commander', 'node:fs']).toEqual(expect.arrayContaining(loaded))
    }
  })

  it.each([['strat'], ['start', '--apj', 'x'], ['call']])('refuses %s', async (...words) => {
    const { code, stdout, stderr } = await vlcp(words)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^error: /)
  })
})

describe('vlcp call', () => {
  it('gives values the types the declaration asks for', async () => {
    const words = ['id=1.10', 'mtu=1400', 'mac_address=00:00:00:00:00:01', 'servers=["1", "2"]', 'external=true']
    const { code, stdout, stderr } = await client(['call', 'viperflow', 'createlogicalport', ...words])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({
      id: '1.10',
      mtu: 1400,
      mac_address: '00:00:00:00:00:01',
      servers: ['1', '2'],
      external: true,
    })
    expect(stdout).toContain('\n  "id": "1.10",\n')
  })

  it.each([
    [
      ['viperflow', 'createlogicalport', 'id=a', 'mtu=12'],
      'mtu: expected an integer of at least 68, received 12 (invalid, mtu)',
    ],
    [
      ['viperflow', 'createlogicalport', 'id=a', 'mac_address=1'],
      'mac_address: expected a MAC address, received "1" (invalid, mac_address)',
    ],
    [['viperflow', 'createlogicalport', 'id=a', 'colour=1'], 'there is no parameter "colour" (invalid, colour)'],
    [
      ['viperflow', 'createlogicalprot'],
      'module viperflow has no operation "createlogicalprot"; did you mean "createlogicalport"? (unknown_operation)',
    ],
    [['viperflow', 'createlogicalport', 'id'], '"id" is not a parameter: expected key=value'],
  ])('%j is refused with the reason', async (words, message) => {
    expect(await client(['call', ...words])).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` })
  })

  it('says that the token is missing', async () => {
    const { code, stderr } = await client(['call', 'controller', 'status'], { VLCP_WEB_TOKEN: 'wrong' })
    expect([code, stderr]).toEqual([1, 'error: the token is wrong (unauthenticated)\n'])
  })

  it('says that nobody answers', async () => {
    const { code, stderr } = await vlcp(['call', 'controller', 'status', '--api', 'http://127.0.0.1:9'])
    expect(code).toBe(1)
    expect(stderr).toBe(
      'error: no VLCP server answers at http://127.0.0.1:9: the connection was refused; start one with "vlcp start" or name it with --api\n',
    )
  })
})

describe('vlcp status and vlcp flows', () => {
  it('print for people', async () => {
    expect((await client(['status'])).stdout).toBe('store:\n  state: live\n')
    expect((await client(['flows', 'br0'])).stdout).toBe(`${flow.text}  # logicalport a\uFFFD[2J\n`)
  })

  it('print JSON', async () => {
    expect(JSON.parse((await client(['status', '--json'])).stdout)).toEqual({ store: { state: 'live' } })
    expect(JSON.parse((await client(['flows', 'br0', '--json'])).stdout)).toMatchObject({
      bridge: 'br0',
      flows: [flow],
    })
  })

  it('refuse an answer they do not understand', async () => {
    const { code, stderr } = await client(['flows', 'odd'])
    expect([code, stderr]).toEqual([1, 'error: the server answers with a list of flows this version cannot read\n'])
  })
})

describe('vlcp config', () => {
  it('checks', async () => {
    const good = await vlcp(['config', 'check', '--config', ''], { VLCP_STROE: 'x' })
    expect(good).toEqual({
      code: 0,
      stdout: 'the configuration is valid: no file, defaults and environment only\n',
      stderr: 'warning: the environment variable VLCP_STROE is not used; did you mean "VLCP_STORE"?\n',
    })
    const bad = await vlcp(['config', 'check', '--config', ''], { VLCP_STORE: 'x', VLCP_LOG_LEVEL: 'loud' })
    expect(bad.code).toBe(1)
    expect(bad.stderr.split('\n')).toHaveLength(3)
  })

  it('prints with origins', async () => {
    const words = ['config', 'print', '--config', '', '--set', 'log.level=debug', '--set', 'server.debugging=False']
    const { code, stdout } = await vlcp(words, { VLCP_STORE: 'file:/x' })
    expect(code).toBe(0)
    expect(stdout).toContain('From: environment VLCP_STORE.\nstore: file:/x\n')
    expect(stdout).toContain('From: flag --set.\nlog.level: debug\n')
  })

  it('knows the settings of the modules that the start names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vlcp-config-'))
    try {
      writeFileSync(join(folder, 'greeter.ts'), greeter)
      writeFileSync(
        join(folder, 'vlcp.yaml'),
        `server.startup: [${join(folder, 'greeter.ts')}]\nmodule.greeter.count: 2\n`,
      )
      const config = ['--config', join(folder, 'vlcp.yaml')]
      const [printed, refused, documented] = await Promise.all([
        vlcp(['config', 'print', ...config, '--set', 'module.greeter.token=0123456789']),
        vlcp(['config', 'check', ...config, '--set', 'module.greeter.cuont=x', '--set', 'log.level=loud']),
        vlcp(['config', 'docs', ...config, '--set', 'server.startup=./missing.ts']),
      ])
      expect(printed.stdout).toContain(`# How often. From: file ${config[1]}:2.\nmodule.greeter.count: 2\n`)
      expect(printed.stdout).toContain('# module.greeter.token: set, not shown')
      expect(printed.stdout).not.toContain('0123456789')
      expect([refused.code, refused.stderr.split('\n')]).toEqual([
        1,
        [
          expect.stringMatching(/^error: flag --set: log.level: expected one of/),
          'error: flag --set: there is no key "module.greeter.cuont"; did you mean "module.greeter.count"?',
          '',
        ],
      ])
      expect(documented.stdout).toContain('### `web.token`')
      expect(documented.stderr).toMatch(/^warning: server.startup: the module "\.\/missing\.ts" cannot be imported: /)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('imports a file of the Python VLCP', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vlcp-config-'))
    try {
      const path = join(folder, 'old.conf')
      writeFileSync(path, "module.openflowserver.url = 'tcp:///'\nmodule.l3router.prepush = True\n")
      const imported = await vlcp(['config', 'import', path])
      expect([imported.code, imported.stderr]).toEqual([0, ''])
      expect(imported.stdout).toMatch(
        /\nopenflow: tcp:0\.0\.0\.0:6653\n[^]*# the key "module\.l3router\.prepush" has no meaning/,
      )
      writeFileSync(path, 'a = [1,\n  b]\n')
      expect(await vlcp(['config', 'import', path])).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: ${path}:2: a: expected a literal\n`,
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const greeter = `
export class Greeter {
  static settings = {
    count: { schema: { type: 'integer' }, default: 1, description: 'How often.' },
    token: { schema: { type: 'string' }, default: '', description: 'A token.', secret: true },
  }
}
`
