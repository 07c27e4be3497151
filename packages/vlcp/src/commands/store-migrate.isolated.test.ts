import { viperflow } from '@vlcp/network'
import { dispatch } from '@vlcp/server'
import { openEmbedded, Store } from '@vlcp/store'
import { RedisServer } from '@vlcp/testkit'
import { Redis } from 'ioredis'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { vlcpStore } from './store-cli.fixture.ts'

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const golden = readFileSync(new URL('../../../store/src/transfer/reference/golden.txt', import.meta.url), 'utf8')

let redis: RedisServer
let folder: string

/** The database of the reference in golden.txt, in database 3 of a real Redis among what else may be there. */
beforeAll(async () => {
  redis = await RedisServer.start()
  const client = new Redis(redis.port, redis.host, { db: 3 })
  for (const line of golden.split('\n').filter((each) => /^[^#]/.test(each))) {
    const [, key = '', base64 = ''] = line.split(' ')
    await client.set(key, Buffer.from(base64, 'base64'))
  }
  await client.set('viperflow.logicalport.broken', Buffer.from('x\u009c'))
  await client.set('number', '42')
  await client.set('passing', 'x', 'EX', 1000)
  await client.rpush('list', 'a', 'b')
  await client.hset('hash', { a: 'x'.repeat(100) })
  await client.zadd('sorted', 1, 'a')
  await client.sadd('set', 'a', '1')
  client.disconnect()
})
afterAll(() => redis.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-migrate-'))
  return () => rmSync(folder, { recursive: true })
})

interface Report {
  readonly created: object
  readonly present: number
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[]
  readonly renamed: object
  readonly derived: Readonly<Record<string, number>>
  readonly dryRun: boolean
}

const migrate = async (source: string, ...flags: string[]): Promise<Report> => {
  const { stdout, stderr } = await vlcpStore(
    'migrate',
    `--from-reference=${source}`,
    `--store=file:${folder}/s`,
    '--json',
    ...flags,
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Report
}

describe('vlcp store migrate --from-reference', () => {
  it('creates what the reference had, and says what became of the rest', async () => {
    const url = `redis://${redis.host}:${redis.port}/3`
    const plan = await migrate(url, '--dry-run')
    expect(existsSync(join(folder, 's'))).toBe(false)
    const report = await migrate(url)
    expect(report).toEqual({ ...plan, dryRun: false })
    expect(report.created).toEqual({
      'physical network': 2,
      'physical port': 2,
      'logical network': 2,
      'logical port': 2,
    })
    expect(report.renamed).toEqual({ 'owner → x_owner': 1, 'rack → x_rack': 1 })
    expect(Object.values(report.derived).reduce((sum, count) => sum + count, 0)).toBe(10)
    const reasons = Object.fromEntries(report.leftOut.map(({ what, reason }) => [what, reason]))
    expect(reasons).toMatchObject({
      'viperflow.physicalnetwork.tunnels': 'there is no network type vxlan here',
      'viperflow.logicnetwork.over': 'viperflow.physicalnetwork.tunnels is not taken over',
      'viperflow.logicalport.far': 'viperflow.logicnetwork.over is not taken over',
      'viperflow.logicalport.lost': 'viperflow.logicnetwork.gone is not taken over',
      'viperflow.logicalport.web#subnet': 'viperflow.subnet.s1 is not taken over',
      'viperflow.logicalport.web#cookie': 'its value has no counterpart here',
      'viperflow.subnet.s1': 'there is no subnet here',
      'viperflow.logicalport.broken': 'not JSON',
      list: 'not a string',
      number: 'nothing here is called so',
    })
    // Nothing is dropped in silence.
    const keys = golden.split('\n').filter((line) => /^[^#]/.test(line)).length + 7
    const left = report.leftOut.filter(({ what }) => !what.includes('#')).length
    expect(left + 8 + 10).toBe(keys)

    const driver = await openEmbedded(join(folder, 's'))
    const api = dispatch([viperflow(new Store(driver))])
    const list = (operation: string): Promise<unknown> => api.call('viperflow', operation, {})
    expect(await list('listphysicalnetworks')).toMatchObject([
      {
        id: 'vlan.net',
        vlanrange: [
          [100, 199],
          [300, 301],
        ],
        x_owner: 'ops',
      },
      { id: 'wire' },
    ])
    expect(await list('listphysicalports')).toMatchObject([
      { vhost: '', systemid: '%', bridge: '%', name: 'eth1', physicalnetwork: { id: 'vlan.net' } },
      { bridge: 'br+0', name: 'eth1.7', physicalnetwork: { id: 'wire' }, x_rack: 'r1' },
    ])
    expect(await list('listlogicalnetworks')).toMatchObject([
      { id: 'blue', vlanid: 150 },
      { id: 'red', vlanid: 100, mtu: 1450, dns_nameservers: ['10.0.0.1'], name: 'Ünïcode' },
    ])
    expect(await list('listlogicalports')).toMatchObject([
      { id: 'db', network: { id: 'blue' }, mac_address: '02:00:00:00:00:01' },
      { id: 'web', network: { id: 'red' }, mac_address: '02:00:00:00:00:01', ip_address: '10.0.0.5', hostname: 'web' },
    ])
    await driver.close()
    expect(await migrate(url)).toMatchObject({ created: {}, present: 8 })
    expect((await vlcpStore('check', `--store=file:${folder}/s`)).code).toBe(0)
  })

  it('reads a dump as it reads the server', async () => {
    await redis.ask(['SAVE'])
    const fromServer = await migrate(`redis://${redis.host}:${redis.port}/3`, '--dry-run')
    const fromDump = await migrate(join(redis.folder, 'dump.rdb'), '--database=3', '--dry-run')
    const sorted = (report: Report): object => ({
      ...report,
      leftOut: [...report.leftOut].sort((a, b) => (a.what < b.what ? -1 : 1)),
    })
    expect(sorted(fromDump)).toEqual(sorted(fromServer))
  })

  it('says what it cannot read', async () => {
    const store = `--store=file:${folder}/s`
    const [file, port] = await Promise.all([
      vlcpStore('migrate', `--from-reference=${import.meta.filename}`, store),
      vlcpStore('migrate', '--from-reference=redis://user:s3cret@127.0.0.1:1', store),
    ])
    expect(file.stderr).toBe(`error: ${import.meta.filename} cannot be read: not a dump of Redis\n`)
    expect(port.stderr).toMatch(/^error: redis:\/\/127\.0\.0\.1:1 cannot be read: /)
  })
})

it('vlcp store migrate brings objects into the form of today', async () => {
  const driver = await openEmbedded(join(folder, 's'))
  await dispatch([viperflow(new Store(driver))]).call('viperflow', 'createphysicalnetwork', {
    id: 'wire',
    type: 'native',
  })
  await driver.close()
  const { code, stdout } = await vlcpStore('migrate', `--store=file:${folder}/s`)
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^1 objects: 0 rewritten, 0 failed; 0 index entries corrected\n$/),
  ])
})
