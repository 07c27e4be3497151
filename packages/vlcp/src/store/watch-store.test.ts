import { LogicalPort } from '@vlcp/network'
import { type Driver, MemorySpace, openMemory } from '@vlcp/store'
import { describe, expect, it } from 'vitest'
import { watchStore, type WatchEvent, type WatchOptions } from './watch-store.ts'

type Texts = Readonly<Record<string, string | null>>

const put = (space: MemorySpace, texts: Texts): number => space.apply(new Map(Object.entries(texts)))

async function take(
  driver: Driver,
  options: Omit<WatchOptions, 'signal'>,
  count: number,
  act: (event: WatchEvent) => void,
): Promise<WatchEvent[]> {
  const controller = new AbortController()
  const events: WatchEvent[] = []
  for await (const event of watchStore(driver, { ...options, signal: controller.signal })) {
    events.push(event)
    act(event)
    if (events.length === count) controller.abort()
  }
  return events
}

describe('a watch', () => {
  const port = 'viperflow.logicalport.p'

  it('tells commits with what they changed', async () => {
    const space = new MemorySpace()
    put(space, { [port]: '{"a":1}' })
    const events = await take(openMemory(space), {}, 3, ({ kind }) => {
      if (kind !== 'start') return
      put(space, { [port]: '{"a":2}', x: '1' })
      put(space, { [port]: null })
    })
    expect(events).toEqual([
      { kind: 'start', revision: 1 },
      {
        kind: 'commit',
        revision: 2,
        changes: [
          { key: port, before: '{"a":1}', after: '{"a":2}' },
          { key: 'x', before: null, after: '1' },
        ],
      },
      { kind: 'commit', revision: 3, changes: [{ key: port, before: '{"a":2}', after: null }] },
    ])
  })

  it('begins in the past, where nobody knows what was before', async () => {
    const space = new MemorySpace()
    for (const text of ['1', '2', null]) put(space, { [port]: text })
    const events = await take(openMemory(space), { since: 1, cls: LogicalPort }, 3, () => undefined)
    expect(events.slice(1)).toEqual([
      { kind: 'commit', revision: 2, changes: [{ key: port, before: undefined, after: '2' }] },
      { kind: 'commit', revision: 3, changes: [{ key: port, before: '2', after: null }] },
    ])
  })

  it('shows one class with its index entries', async () => {
    const space = new MemorySpace()
    const events = await take(openMemory(space), { cls: LogicalPort }, 2, ({ kind }) => {
      if (kind !== 'start') return
      put(space, { 'viperflow.logicnetwork.n': '{}' })
      put(space, { [port]: '{}', 'indices.viperflow++logicalport.mac_address.n.m': '{}', x: '1' })
    })
    expect(events[1]).toMatchObject({
      revision: 2,
      changes: [{ key: port }, { key: expect.stringMatching(/^indices/) }],
    })
  })

  it('bridges a gap with exactly the differences', async () => {
    const space = new MemorySpace({ retainCommits: 2 })
    put(space, { a: '1', b: '1', c: '1' })
    const events = await take(openMemory(space), {}, 4, ({ kind }) => {
      // The feed has not been asked for yet when this is told.
      if (kind === 'start') for (const text of ['2', '3', '4', '5']) put(space, { a: text, b: null, d: text })
      if (kind === 'resync') put(space, { c: '9' })
    })
    expect(events.slice(1)).toEqual([
      { kind: 'gap', after: 1 },
      {
        kind: 'resync',
        revision: 5,
        changes: [
          { key: 'a', before: '1', after: '5' },
          { key: 'b', before: '1', after: null },
          { key: 'd', before: null, after: '5' },
        ],
      },
      { kind: 'commit', revision: 6, changes: [{ key: 'c', before: '1', after: '9' }] },
    ])
  })
})
