import { openRedis } from '@vlcp/store/redis'
import { EtcdServer, RedisServer } from '@vlcp/testkit'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunningServer } from './running-server.fixture.ts'
import { RunningCommand, vlcpStore } from './store-cli.fixture.ts'
import { fill, StoreFolder, using, write } from './store-folder.fixture.ts'

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

let folder: StoreFolder
beforeEach(() => {
  folder = new StoreFolder()
})
afterEach(() => folder.remove())

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
    await folder.open('a', fill)
    await folder.export('a')
    expect((await vlcpStore('import', folder.file('a.jsonl'), redisStore())).code).toBe(0)
    expect((await vlcpStore('import', folder.file('a.jsonl'), redisStore())).stderr).toContain(
      'the store holds 15 keys',
    )
    await vlcpStore('export', folder.file('b.jsonl'), redisStore())
    await vlcpStore('import', folder.file('b.jsonl'), folder.flag('c'))
    await folder.export('c')
    expect(folder.linesOf('c.jsonl')).toEqual(folder.linesOf('a.jsonl'))
    expect(new Set(['a.jsonl', 'b.jsonl', 'c.jsonl'].map((file) => folder.contentsOf(file))).size).toBe(1)
    expect((await vlcpStore('check', redisStore())).code).toBe(0)
  })

  it('is not rewritten under a server that runs, and can be after it has ended', async () => {
    await folder.open('a', fill)
    await folder.export('a')
    const server = new RunningServer(folder.path, { store: url(), 'log-level': 'error' })
    try {
      await fetch(`${await server.api()}/viperflow/createphysicalnetwork`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"id":"wire","type":"native"}',
      })
      const replace = (...flags: string[]): ReturnType<typeof vlcpStore> =>
        vlcpStore('import', folder.file('a.jsonl'), redisStore(), '--replace', ...flags)
      expect((await replace()).stderr).toMatch(
        /1 running server uses the store \(process \d+ on .*\): stop them, or --live\n$/,
      )
      expect((await replace('--live')).code).toBe(0)
      const response = await fetch(`${await server.api()}/viperflow/listphysicalnetworks`)
      expect(await response.json()).toMatchObject({ result: [{ id: 'vlan.net' }] })
      server.kill('SIGTERM')
      await server.ended
      await vlcpStore('export', folder.file('b.jsonl'), redisStore())
      expect(folder.contentsOf('b.jsonl')).toBe(folder.contentsOf('a.jsonl'))
      expect((await replace()).stdout).toBe('imported: 0 written, 0 deleted, 15 as they were\n')
    } finally {
      await server.end()
    }
  })

  it('is the store of servers, which share it and find it again', async () => {
    const flags = { store: url() }
    const server = new RunningServer(folder.path, flags)
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
      second = new RunningServer(folder.path, { ...flags, workers: '2' })
      expect(await call(second, 'listphysicalnetworks', {})).toMatchObject({ result: [{ id: 'wire', type: 'native' }] })
      const third = new RunningServer(mkdtempSync(join(folder.path, 'third-')), { ...flags, set: 'log.level=error' })
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

  it('is watched through its restarts', async () => {
    const durable = await RedisServer.start({ config: { appendonly: 'yes', appendfsync: 'always' } })
    try {
      await using(openRedis({ host: durable.host, port: durable.port }), async (driver) => {
        const watch = new RunningCommand('watch', '--json', `--store=redis://${durable.host}:${durable.port}`)
        await watch.until(({ lines }) => lines.length === 1)
        await write(driver, { first: '1' })
        await watch.until(({ stdout }) => stdout.includes('"key":"first"'))
        await durable.kill()
        await durable.restart()
        await write(driver, { second: '1' })
        await watch.until(({ stdout }) => stdout.includes('"key":"second"'))
        expect(await watch.kill('SIGINT')).toBe(0)
        const commits = watch.lines.map((line) => JSON.parse(line) as WatchLine).filter(({ kind }) => kind === 'commit')
        expect(commits.map(({ changes }) => changes.map(({ key }) => key))).toEqual([['first'], ['second']])
      })
    } finally {
      await durable.close()
    }
  })

  it('is exchanged for etcd, key by key', async () => {
    const etcd = await EtcdServer.start()
    try {
      await using(openRedis({ host: redis.host, port: redis.port }), fill)
      await vlcpStore('export', folder.file('a.jsonl'), redisStore())
      const place = [`--store=etcd://${etcd.host}`, '--set=store.space=other']
      expect((await vlcpStore('import', folder.file('a.jsonl'), ...place)).stderr).toBe('')
      await vlcpStore('export', folder.file('b.jsonl'), ...place)
      expect(folder.linesOf('b.jsonl')).toEqual(folder.linesOf('a.jsonl'))
      expect(await vlcpStore('check', ...place)).toMatchObject({ code: 0, stderr: '' })
    } finally {
      await etcd.close()
    }
  })

  it('asks for the password that a file has', async () => {
    const closed = await RedisServer.start({ config: { requirepass: 's3cret' } })
    try {
      writeFileSync(folder.file('password'), 's3cret\n')
      const place = `--store=redis://${closed.host}:${closed.port}`
      const [wrong, right] = await Promise.all([
        vlcpStore('check', place, '--set=store.password=wrong'),
        vlcpStore('check', place, `--set=store.passwordFile=${folder.file('password')}`),
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

interface WatchLine {
  readonly kind: string
  readonly changes: readonly { readonly key: string }[]
}
