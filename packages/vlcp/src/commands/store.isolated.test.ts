import { viperflow } from '@vlcp/network'
import { dispatch } from '@vlcp/server'
import { type Driver, openEmbedded, Store } from '@vlcp/store'
import { openRedis } from '@vlcp/store/redis'
import { EtcdServer, RedisServer } from '@vlcp/testkit'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storeClasses } from '../store/classes.ts'
import { RunningServer } from './running-server.fixture.ts'
import { RunningCommand, vlcpStore } from './store-cli.fixture.ts'

let folder: string
const path = (name: string): string => join(folder, name)
const store = (name: string): string => `--store=file:${path(name)}`

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function using<R>(driver: Promise<Driver>, work: (driver: Driver) => Promise<R>): Promise<R> {
  const opened = await driver
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

async function write(driver: Driver, texts: Readonly<Record<string, string | null>>): Promise<void> {
  const all = Object.entries(texts)
  for (let i = 0; i < all.length; i += 100) {
    await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map(all.slice(i, i + 100)) })
  }
}

/** A small network, and keys and texts that are easily spoilt. */
async function fill(driver: Driver): Promise<void> {
  const api = dispatch([viperflow(new Store(driver))])
  const call = (operation: string, params: object): Promise<unknown> => api.call('viperflow', operation, params)
  await call('createphysicalnetwork', { id: 'vlan.net', type: 'vlan', vlanrange: [[100, 199]] })
  await call('createlogicalnetwork', { id: 'red', physicalnetwork: 'vlan.net', x_owner: 'Ünï\u2028 "code"' })
  await call('createlogicalport', { id: 'p', logicalnetwork: 'red', mac_address: '02:00:00:00:00:01' })
  await write(driver, {
    'foreign.text': 'no JSON\n\u0000',
    'foreign.json': '{"b":1, "a":2}',
    '\u{1F600}': '1',
    '\uFFFD': '2',
  })
}

const contentsOf = (file: string): unknown => {
  const last = readFileSync(path(file), 'utf8').trimEnd().split('\n').at(-1) ?? ''
  return (JSON.parse(last) as { contents: string }).contents
}

/** The keys and values of a file, without what tells of the store they came from. */
const linesOf = (file: string): unknown[] =>
  readFileSync(path(file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => ({ ...(JSON.parse(line) as object), revision: 0, sum: 0 }))

describe('vlcp store export and import', () => {
  it('refuse a damaged file by its line, before anything is written', async () => {
    await using(openEmbedded(path('a')), fill)
    expect(await vlcpStore('export', path('a.jsonl'), store('a'))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^exported \d+ keys at revision \d+ to /),
    })
    expect(readdirSync(folder).toSorted()).toEqual(['a', 'a.jsonl'])
    const good = readFileSync(path('a.jsonl'), 'utf8')
    const lines = good.split('\n')
    const damages: [string, RegExp][] = [
      [lines.with(2, (lines[2] ?? '').replace(/"revision":\d/, '"revision":9')).join('\n'), /, line 3: damaged/],
      [lines.slice(0, 4).join('\n'), /, line 5: the file is cut off: 3 of \d+ keys/],
    ]
    for (const [text, message] of damages) {
      writeFileSync(path('bad.jsonl'), text)
      const { code, stderr } = await vlcpStore('import', path('bad.jsonl'), store('b'))
      expect([code, stderr]).toEqual([1, expect.stringMatching(message)])
    }
    expect(existsSync(path('b'))).toBe(false)
    const missing = await vlcpStore('export', store('b'))
    expect(missing).toEqual({ code: 1, stdout: '', stderr: `error: there is no store in ${path('b')}\n` })
  })

  it('finish an import that was killed', async () => {
    const texts = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key.${i}`, `{"n":${i}}`]))
    await using(openEmbedded(path('a')), (driver) => write(driver, texts))
    await vlcpStore('export', path('a.jsonl'), store('a'))
    await using(openEmbedded(path('c')), (driver) => write(driver, { other: '1' }))
    await vlcpStore('export', path('c.jsonl'), store('c'))

    const killed = new RunningCommand('import', path('a.jsonl'), store('b'))
    await killed.until(({ stderr }) => stderr.includes('import: '))
    await killed.kill('SIGKILL')
    const half = await using(openEmbedded(path('b')), (driver) => driver.read({ prefixes: ['key.'] }))
    expect(half.entries.size).toBeGreaterThan(0)
    expect(half.entries.size).toBeLessThan(20_000)

    const check = await vlcpStore('check', store('b'), '--json')
    expect([check.code, JSON.parse(check.stdout)]).toEqual([
      1,
      expect.objectContaining({ importUnderWay: true, healthy: false }),
    ])
    expect(await vlcpStore('import', path('c.jsonl'), store('b'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the import of another file was interrupted here'),
    })
    const finished = await vlcpStore('import', path('a.jsonl'), store('b'), '--json')
    expect([finished.stderr, JSON.parse(finished.stdout)]).toEqual([
      '',
      { written: 20_000 - half.entries.size, deleted: 0, unchanged: half.entries.size, resumed: true },
    ])
    await vlcpStore('export', path('b.jsonl'), store('b'))
    expect(contentsOf('b.jsonl')).toBe(contentsOf('a.jsonl'))
    expect((await vlcpStore('check', store('b'))).code).toBe(0)
  })

  it('show one moment of a store that is written to', async () => {
    const accounts = Array.from({ length: 50 }, (_, i) => `account.${i}`)
    const driver = await openEmbedded(path('a'))
    try {
      await write(driver, Object.fromEntries(accounts.map((key) => [key, '{"balance":100}'])))
      let running = true
      const transfers = (async () => {
        const balances = new Map(accounts.map((key) => [key, 100]))
        for (let i = 0; running; i++) {
          const [from = '', to = ''] = [accounts[(i * 7) % 50], accounts[(i * 11 + 3) % 50]]
          if (from === to) continue
          balances.set(from, (balances.get(from) ?? 0) - 1)
          balances.set(to, (balances.get(to) ?? 0) + 1)
          await write(driver, Object.fromEntries([from, to].map((key) => [key, `{"balance":${balances.get(key)}}`])))
        }
      })()
      const revisions: number[] = []
      for (let i = 0; i < 3; i++) {
        const { stdout } = await vlcpStore('export', store('a'))
        const [header, ...entries] = stdout
          .trimEnd()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line)
        revisions.push(header?.revision ?? 0)
        expect(entries.reduce((sum, { value }) => sum + (value?.balance ?? 0), 0)).toBe(5000)
        expect(Math.max(...entries.map(({ revision }) => revision))).toBe(header?.revision)
      }
      running = false
      await transfers
      expect(revisions[2]).toBeGreaterThan(revisions[0] ?? 0)
    } finally {
      await driver.close()
    }
  })
})

interface Line {
  readonly revision: number
  readonly value?: { readonly balance: number }
}

describe('vlcp store check', () => {
  it('finds and mends wrong index entries, and names what nobody knows', async () => {
    await using(openEmbedded(path('a')), fill)
    const sound = await vlcpStore('check', store('a'))
    expect([sound.code, sound.stdout.split('\n')]).toEqual([
      0,
      expect.arrayContaining(['2 keys foreign.… of nothing known here', 'healthy']),
    ])
    await using(openEmbedded(path('a')), async (driver) => {
      const { entries } = await driver.read({ prefixes: ['indices.'] })
      await write(driver, { [[...entries.keys()][0] ?? '']: null, 'viperflow.logicalport.bad': '{"network":1}' })
    })
    const found = await vlcpStore('check', store('a'), '--json')
    const { findings, healthy } = JSON.parse(found.stdout) as {
      findings: { kind: string; repaired: boolean }[]
      healthy: boolean
    }
    expect([found.code, healthy, findings.map(({ kind }) => kind).toSorted()]).toEqual([
      1,
      false,
      ['damaged', 'missing_entry'],
    ])
    const repaired = await vlcpStore('check', '--repair', store('a'))
    expect([repaired.code, repaired.stdout]).toEqual([
      1,
      expect.stringMatching(/mac_address.*\(repaired\)\n[^]*not healthy\n$/),
    ])
    await using(openEmbedded(path('a')), (driver) => write(driver, { 'viperflow.logicalport.bad': null }))
    expect((await vlcpStore('check', store('a'))).code).toBe(0)
  })
})

describe('vlcp store watch', () => {
  it('shows the commits of other processes in order, until Ctrl-C', async () => {
    await using(openEmbedded(path('a')), async (driver) => {
      await fill(driver)
      const watch = new RunningCommand('watch', '--json', store('a'))
      const people = new RunningCommand('watch', '--class=LogicalPort', store('a'))
      await Promise.all([
        watch.until(({ lines }) => lines.length === 1),
        people.until(({ stderr }) => stderr.includes('from revision')),
      ])
      for (let i = 0; i < 50; i++) await write(driver, { counter: String(i) })
      const api = dispatch([viperflow(new Store(driver))])
      await api.call('viperflow', 'updatelogicalport', { id: 'p', mac_address: '02:00:00:00:00:02' })
      await Promise.all([
        watch.until(({ lines }) => lines.length === 52),
        people.until(({ lines }) => lines.length >= 2),
      ])
      expect([await watch.kill('SIGINT'), await people.kill('SIGINT')]).toEqual([0, 0])
      const events = watch.lines.map(
        (line) => JSON.parse(line) as { revision: number; changes: { key: string; before: unknown; after: unknown }[] },
      )
      expect(events.slice(1, 51).map(({ changes }) => changes)).toEqual(
        Array.from({ length: 50 }, (_, i) => [
          { class: 'unknown', key: 'counter', before: i === 0 ? null : String(i - 1), after: String(i) },
        ]),
      )
      const revisions = events.map(({ revision }) => revision)
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
      expect(people.stdout).toContain(
        'viperflow.logicalport.p (LogicalPort): mac_address "02:00:00:00:00:01" → "02:00:00:00:00:02"\n',
      )
      expect(people.stdout).not.toContain('counter')
    })
  })

  it('refuses a class and a revision that cannot be', async () => {
    const [cls, since] = await Promise.all([vlcpStore('watch', '--class=Port'), vlcpStore('watch', '--since=x')])
    expect([cls.stderr, since.stderr]).toEqual([
      `error: --class: there are ${storeClasses.map(({ name }) => name).join(', ')}, and no "Port"\n`,
      'error: --since: expected a revision, received "x"\n',
    ])
  })
})

describe('a Redis server', () => {
  let redis: RedisServer
  const url = (): string => `redis://${redis.host}:${redis.port}`
  const redisStore = (): string => `--store=${url()}`

  beforeAll(async () => {
    redis = await RedisServer.start()
  })
  afterAll(() => redis.close())
  beforeEach(() => redis.ask(['FLUSHALL']))

  it('holds what an embedded store held, and gives it back', async () => {
    await using(openEmbedded(path('a')), fill)
    await vlcpStore('export', path('a.jsonl'), store('a'))
    expect((await vlcpStore('import', path('a.jsonl'), redisStore())).code).toBe(0)
    expect((await vlcpStore('import', path('a.jsonl'), redisStore())).stderr).toContain('the store holds 15 keys')
    await vlcpStore('export', path('b.jsonl'), redisStore())
    await vlcpStore('import', path('b.jsonl'), store('c'))
    await vlcpStore('export', path('c.jsonl'), store('c'))
    expect(linesOf('c.jsonl')).toEqual(linesOf('a.jsonl'))
    expect(new Set(['a.jsonl', 'b.jsonl', 'c.jsonl'].map(contentsOf)).size).toBe(1)
    expect((await vlcpStore('check', redisStore())).code).toBe(0)
  })

  it('is not rewritten under a server that runs, and can be after it has ended', async () => {
    await using(openEmbedded(path('a')), fill)
    await vlcpStore('export', path('a.jsonl'), store('a'))
    const server = new RunningServer(folder, { store: url(), 'log-level': 'error' })
    try {
      await fetch(`${await server.api()}/viperflow/createphysicalnetwork`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"id":"wire","type":"native"}',
      })
      const replace = (...flags: string[]): ReturnType<typeof vlcpStore> =>
        vlcpStore('import', path('a.jsonl'), redisStore(), '--replace', ...flags)
      expect((await replace()).stderr).toMatch(
        /1 running server uses the store \(process \d+ on .*\): stop them, or --live\n$/,
      )
      expect((await replace('--live')).code).toBe(0)
      const response = await fetch(`${await server.api()}/viperflow/listphysicalnetworks`)
      expect(await response.json()).toMatchObject({ result: [{ id: 'vlan.net' }] })
      server.kill('SIGTERM')
      await server.ended
      await vlcpStore('export', path('b.jsonl'), redisStore())
      expect(contentsOf('b.jsonl')).toBe(contentsOf('a.jsonl'))
      expect((await replace()).stdout).toBe('imported: 0 written, 0 deleted, 15 as they were\n')
    } finally {
      await server.end()
    }
  })

  it('is the store of servers, which share it and find it again', async () => {
    const flags = { store: url() }
    const server = new RunningServer(folder, flags)
    let second: RunningServer | undefined
    try {
      expect(await server.readyLine()).toContain(` store ${url()}\n`)
      const call = async (to: RunningServer, operation: string, params: object): Promise<unknown> => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`${await to.api()}/viperflow/${operation}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(params),
        })
        return response.json()
      }
      await call(server, 'createphysicalnetwork', { id: 'wire', type: 'native' })
      server.kill('SIGTERM')
      expect(await server.ended).toBe(0)
      second = new RunningServer(folder, flags)
      expect(await call(second, 'listphysicalnetworks', {})).toMatchObject({ result: [{ id: 'wire', type: 'native' }] })
      const third = new RunningServer(mkdtempSync(join(folder, 'third-')), { ...flags, set: 'log.level=error' })
      try {
        await call(third, 'createlogicalnetwork', { id: 'n', physicalnetwork: 'wire' })
        expect(await call(second, 'listlogicalnetworks', {})).toMatchObject({ result: [{ id: 'n' }] })
      } finally {
        await third.end()
      }
    } finally {
      await server.end()
      await second?.end()
    }
  })

  it('is exchanged for etcd, key by key', async () => {
    const etcd = await EtcdServer.start()
    try {
      await using(openRedis({ host: redis.host, port: redis.port }), fill)
      await vlcpStore('export', path('a.jsonl'), redisStore())
      const place = [`--store=etcd://${etcd.host}`, '--set=store.space=other']
      expect((await vlcpStore('import', path('a.jsonl'), ...place)).stderr).toBe('')
      await vlcpStore('export', path('b.jsonl'), ...place)
      expect(linesOf('b.jsonl')).toEqual(linesOf('a.jsonl'))
      expect(await vlcpStore('check', ...place)).toMatchObject({ code: 0, stderr: '' })
    } finally {
      await etcd.close()
    }
  })

  it('asks for the password that a file has', async () => {
    const closed = await RedisServer.start({ config: { requirepass: 's3cret' } })
    try {
      writeFileSync(path('password'), 's3cret\n')
      const place = `--store=redis://${closed.host}:${closed.port}`
      const [wrong, right] = await Promise.all([
        vlcpStore('check', place, '--set=store.password=wrong'),
        vlcpStore('check', place, `--set=store.passwordFile=${path('password')}`),
      ])
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.not.stringContaining('wrong\n')])
      expect(right.stdout).toMatch(/healthy\n$/)
      await using(openRedis({ host: closed.host, port: closed.port, password: 's3cret' }), async (driver) => {
        expect((await driver.health()).state).toBe('ok')
      })
    } finally {
      await closed.close()
    }
  })
})
