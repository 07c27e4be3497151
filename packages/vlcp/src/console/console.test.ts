import { fc, test } from '@fast-check/vitest'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consoleCommands } from './console-commands.ts'
import { formatEvent } from './event-line.ts'
import { History, historyPath } from './history.ts'
import { formatModules, formatQueues, formatRoutines } from './listing.ts'
import { consoleSocket } from './socket.ts'
import { splitWords } from './words.ts'

describe('a line is split', () => {
  it.each([
    ['', []],
    ['  a\t b ', ['a', 'b']],
    [`id="a b" c='d "e"' f`, ['id=a b', 'c=d "e"', 'f']],
    [`id="a\\"b"`, ['id=a"b']],
    [`list=["1", "a ] b"] x`, ['list=["1", "a ] b"]', 'x']],
    ['map={"a": {"b": 1}} x', ['map={"a": {"b": 1}}', 'x']],
    [`don't`, [`don't`]],
    ['a[]=1 a[]=2', ['a[]=1', 'a[]=2']],
  ])('%j', (line, words) => expect(splitWords(line)).toEqual(words))

  it.each(['a="b', "'", 'x=[1, 2', 'x={"a'])('%j is refused', (line) => {
    expect(() => splitWords(line)).toThrow(/before .* is not closed/)
  })

  test.prop([fc.array(fc.stringMatching(/^[a-z]+=[a-z ]*$/))])('quoted values come back', (words) => {
    expect(splitWords(words.map((word) => word.replace(/=(.*)$/, '="$1"')).join(' '))).toEqual(words)
  })
})

const plain = { columns: 80, colour: false }

describe('events as lines', () => {
  const at = new Date(2026, 1, 3, 4, 5, 6, 7).getTime()

  it('show indices first, and members by the names a filter has', () => {
    const attributes = { up: true, detail: { peer: 'a b', list: [1, 2], none: {} }, text: '1=2' }
    expect(formatEvent({ event: 'PortChange', at, indices: { dpid: 's1', port: 3 }, attributes }, plain)).toBe(
      '04:05:06.007 PortChange dpid=s1 port=3 up=true detail.peer="a b" detail.list=[1,2] detail.none={} text="1=2"',
    )
  })

  it('cannot move the cursor', () => {
    const shown = { event: 'A\u001B[2J', at, indices: { 'x\n': '\u001B[2J' }, attributes: {} }
    expect(formatEvent(shown, plain)).not.toMatch(/\p{Cc}/u)
  })
})

describe('answers as tables', () => {
  it('of modules', () => {
    const modules = [
      { service: 'store', state: 'succeeded', calls: 0, dependencies: [], dependants: ['web', 'api'] },
      { service: 'web', state: 'failed', calls: 2, dependencies: ['store'], dependants: [], reason: 'no\nport' },
    ]
    expect(formatModules(modules, plain)).toEqual([
      'module  state      calls  needs  needed by  reason',
      'store   succeeded  0             web, api',
      'web     failed     2      store             no port',
    ])
  })

  it('of routines and queues', () => {
    expect(formatRoutines([], plain)).toEqual(['no routine runs'])
    expect(formatRoutines([{ name: 'a/b', age_ms: 90_000, waits: ['sleeping'] }], plain)).toEqual([
      'routine  for    does',
      'a/b      2 min  sleeping',
    ])
    const leaf = { priority: 0, length: 0, headAgeMs: 0, stalledLines: 0, waitingSenders: 0, passed: 9, children: [] }
    const queue = {
      ...leaf,
      name: 'events',
      children: [{ ...leaf, name: 'inner', length: 2, headAgeMs: 5, waitingSenders: 3 }],
    }
    const subscriptions = [{ name: 'console: *', length: 1, limit: 10, dropped: 4 }]
    expect(formatQueues({ queue, subscriptions, unclaimed: 0, timers: 1 }, plain)).toEqual([
      'queue    priority  waiting  oldest  senders  passed',
      'events   0         0                         9',
      '  inner  0         2        5 ms    3        9',
      '',
      'subscription  waiting  dropped',
      'console: *    1 of 10  4',
      '',
      '0 unclaimed, 1 timers',
    ])
  })

  test.prop([fc.anything()])('of anything', (answer) => {
    const json = JSON.parse(
      JSON.stringify(answer ?? null, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value)) ?? 'null',
    ) as unknown
    for (const format of [formatModules, formatRoutines, formatQueues])
      expect(Array.isArray(format(json, plain))).toBe(true)
  })
})

describe('the history', () => {
  it('is kept for its owner only, without lines that begin with a blank, and does not grow for ever', () => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'))
    const path = historyPath({ XDG_STATE_HOME: folder })
    const first = new History(path)
    for (const line of ['one', ' secret', '', 'two']) first.add(line)
    expect(new History(path).lines).toEqual(['two', 'one'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o644)
    writeFileSync(path, `${Array.from({ length: 1500 }, (_, at) => `line ${at}`).join('\n')}\n`)
    expect(new History(path).lines[0]).toBe('line 1499')
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(1001)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    rmSync(folder, { recursive: true })
  })

  it('is none where there can be none', () => {
    const history = new History(join(import.meta.filename, 'history'))
    history.add('x')
    expect(history.lines).toEqual([])
  })
})

it('the socket is that of the flag, of the setting, of the only worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'))
  const environment = { VLCP_MODULE_CONSOLE_SOCKET: join(folder, 'c.sock') }
  expect(consoleSocket('/x', environment)).toBe('/x')
  expect(consoleSocket(undefined, environment)).toBe(join(folder, 'c.sock'))
  writeFileSync(join(folder, 'c.1.sock'), '')
  expect(consoleSocket(undefined, environment)).toBe(join(folder, 'c.1.sock'))
  writeFileSync(join(folder, 'c.2.sock'), '')
  expect(() => consoleSocket(undefined, environment)).toThrow(/several workers.*c\.1\.sock .*c\.2\.sock/)
  rmSync(folder, { recursive: true })
})

it('docs/console.md names every command as it is', () => {
  const page = readFileSync(new URL('../../../../docs/console.md', import.meta.url), 'utf8')
  for (const { name, usage } of consoleCommands) expect(page).toContain(`| \`${`${name} ${usage}`.trim()}\` |`)
  for (const [, line = ''] of page.matchAll(/^vlcp> (\S+)/gm))
    expect([...consoleCommands.map(({ name }) => name), 'quit']).toContain(line)
})
