import { expect, it } from 'vitest'
import { mergeStatus } from './merged-status.ts'

it('shows each switch as its worker sees it, and the worst of each database', () => {
  const common = { started: 'then', unknown_switches: [] }
  const answer = (worker: number, connected: string, state: string) => ({
    worker,
    pid: 100 + worker,
    result: {
      ...common,
      ovsdb: [{ endpoint: 'unix:/x', state }],
      switches: ['a', 'b', 'c'].map((datapathid) => ({
        bridge: `br-${datapathid}`,
        datapathid,
        connected: datapathid === connected,
      })),
      unknown_switches: [{ datapathid: `stranger-${worker}` }],
    },
  })
  expect(mergeStatus([answer(1, 'b', 'live'), answer(2, 'a', 'connecting')])).toEqual({
    started: 'then',
    ovsdb: [{ endpoint: 'unix:/x', state: 'connecting', worker: 2 }],
    switches: [
      { bridge: 'br-a', datapathid: 'a', connected: true, worker: 2 },
      { bridge: 'br-b', datapathid: 'b', connected: true, worker: 1 },
      { bridge: 'br-c', datapathid: 'c', connected: false, worker: 1 },
    ],
    unknown_switches: [
      { datapathid: 'stranger-1', worker: 1 },
      { datapathid: 'stranger-2', worker: 2 },
    ],
    workers: [
      { worker: 1, pid: 101, started: 'then', switches: 1 },
      { worker: 2, pid: 102, started: 'then', switches: 1 },
    ],
  })
})
