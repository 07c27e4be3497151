import { viperflow } from '@vlcp/network'
import { dispatch } from '@vlcp/server'
import { openEmbedded, Store } from '@vlcp/store'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storeClasses } from '../store/classes.ts'
import { RunningCommand, vlcpStore } from './store-cli.fixture.ts'
import { fill, StoreFolder, write } from './store-folder.fixture.ts'

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

let folder: StoreFolder
beforeEach(() => {
  folder = new StoreFolder()
})
afterEach(() => folder.remove())

describe('vlcp store export and import', () => {
  it('refuse a damaged file by its line, before anything is written', async () => {
    await folder.open('a', fill)
    expect(await vlcpStore('export', folder.file('a.jsonl'), folder.flag('a'))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^exported \d+ keys at revision \d+ to /),
    })
    expect(readdirSync(folder.path).toSorted()).toEqual(['a', 'a.jsonl'])
    const good = readFileSync(folder.file('a.jsonl'), 'utf8')
    const lines = good.split('\n')
    const damages: [string, RegExp][] = [
      [lines.with(2, (lines[2] ?? '').replace(/"revision":\d/, '"revision":9')).join('\n'), /, line 3: damaged/],
      [lines.slice(0, 4).join('\n'), /, line 5: the file is cut off: 3 of \d+ keys/],
    ]
    for (const [text, message] of damages) {
      writeFileSync(folder.file('bad.jsonl'), text)
      const { code, stderr } = await vlcpStore('import', folder.file('bad.jsonl'), folder.flag('b'))
      expect([code, stderr]).toEqual([1, expect.stringMatching(message)])
    }
    expect(existsSync(folder.file('b'))).toBe(false)
    const missing = await vlcpStore('export', folder.flag('b'))
    expect(missing).toEqual({ code: 1, stdout: '', stderr: `error: there is no store in ${folder.file('b')}\n` })
  })

  it('finish an import that was killed', async () => {
    const texts = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key.${i}`, `{"n":${i}}`]))
    await folder.open('a', (driver) => write(driver, texts))
    await folder.export('a')
    await folder.open('c', (driver) => write(driver, { other: '1' }))
    await folder.export('c')

    const killed = new RunningCommand('import', folder.file('a.jsonl'), folder.flag('b'))
    await killed.until(({ stderr }) => stderr.includes('import: '))
    await killed.kill('SIGKILL')
    const half = await folder.open('b', (driver) => driver.read({ prefixes: ['key.'] }))
    expect(half.entries.size).toBeGreaterThan(0)
    expect(half.entries.size).toBeLessThan(20_000)

    const check = await vlcpStore('check', folder.flag('b'), '--json')
    expect([check.code, JSON.parse(check.stdout)]).toEqual([
      1,
      expect.objectContaining({ importUnderWay: true, healthy: false }),
    ])
    expect(await vlcpStore('import', folder.file('c.jsonl'), folder.flag('b'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the import of another file was interrupted here'),
    })
    const finished = await vlcpStore('import', folder.file('a.jsonl'), folder.flag('b'), '--json')
    expect([finished.stderr, JSON.parse(finished.stdout)]).toEqual([
      '',
      { written: 20_000 - half.entries.size, deleted: 0, unchanged: half.entries.size, resumed: true },
    ])
    await folder.export('b')
    expect(folder.contentsOf('b.jsonl')).toBe(folder.contentsOf('a.jsonl'))
    expect((await vlcpStore('check', folder.flag('b'))).code).toBe(0)
  })

  it('show one moment of a store that is written to', async () => {
    const accounts = Array.from({ length: 50 }, (_, i) => `account.${i}`)
    const driver = await openEmbedded(folder.file('a'))
    try {
      await write(driver, Object.fromEntries(accounts.map((key) => [key, '{"balance":100}'])))
      let running = true
      const transfers = (async () => {
        const balances = new Map(accounts.map((key) => [key, 100]))
        for (let i = 0; running; i++) {
          const [from, to] = [`account.${(i * 7) % 50}`, `account.${(i * 11 + 3) % 50}`]
          if (from === to) continue
          balances.set(from, (balances.get(from) ?? 0) - 1)
          balances.set(to, (balances.get(to) ?? 0) + 1)
          await write(driver, Object.fromEntries([from, to].map((key) => [key, `{"balance":${balances.get(key)}}`])))
        }
      })()
      const revisions: number[] = []
      for (let i = 0; i < 3; i++) {
        const { stdout } = await vlcpStore('export', folder.flag('a'))
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
    await folder.open('a', fill)
    const sound = await vlcpStore('check', folder.flag('a'))
    expect([sound.code, sound.stdout.split('\n')]).toEqual([
      0,
      expect.arrayContaining(['2 keys foreign.… of nothing known here', 'healthy']),
    ])
    await folder.open('a', async (driver) => {
      const { entries } = await driver.read({ prefixes: ['indices.'] })
      await write(driver, { [[...entries.keys()][0] ?? '']: null, 'viperflow.logicalport.bad': '{"network":1}' })
    })
    const found = await vlcpStore('check', folder.flag('a'), '--json')
    const { findings, healthy } = JSON.parse(found.stdout) as {
      findings: { kind: string; repaired: boolean }[]
      healthy: boolean
    }
    expect([found.code, healthy, findings.map(({ kind }) => kind).toSorted()]).toEqual([
      1,
      false,
      ['damaged', 'missing_entry'],
    ])
    const repaired = await vlcpStore('check', '--repair', folder.flag('a'))
    expect([repaired.code, repaired.stdout]).toEqual([
      1,
      expect.stringMatching(/mac_address.*\(repaired\)\n[^]*not healthy\n$/),
    ])
    await folder.open('a', (driver) => write(driver, { 'viperflow.logicalport.bad': null }))
    expect((await vlcpStore('check', folder.flag('a'))).code).toBe(0)
  })
})

describe('vlcp store watch', () => {
  it('shows the commits of other processes in order, until Ctrl-C', async () => {
    await folder.open('a', async (driver) => {
      await fill(driver)
      const watch = new RunningCommand('watch', '--json', folder.flag('a'))
      const people = new RunningCommand('watch', '--class=LogicalPort', folder.flag('a'))
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
