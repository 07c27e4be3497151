import { describe, expect, it } from 'vitest'
import { formatTree } from './tree.ts'

describe('formatTree', () => {
  it('shows members, nested members, tables and lists', () => {
    const value = {
      state: 'live',
      uptime: 3,
      reason: null,
      store: { revision: 7, labels: [] },
      switches: [
        { datapath: '00:01', flows: 12, bridges: ['br0', 'br1'] },
        { datapath: '00:02', flows: 3, lag: true },
      ],
      history: [{ at: 1, detail: { a: 1 } }],
    }
    expect(formatTree(value, 80)).toEqual([
      'state: live',
      'uptime: 3',
      'reason: -',
      'store:',
      '  revision: 7',
      '  labels: none',
      'switches:',
      '  datapath  flows  bridges   lag',
      '  00:01     12     br0, br1',
      '  00:02     3                true',
      'history:',
      '  - at: 1',
      '    detail:',
      '      a: 1',
    ])
  })

  it('takes away what could move the cursor', () => {
    expect(formatTree({ name: 'a\u001B[2J' }, 80)).toEqual(['name: a\uFFFD[2J'])
  })

  it.each([
    [3, '3'],
    ['x', 'x'],
    [null, '-'],
    [[], 'none'],
  ])('shows %j', (value, line) => {
    expect(formatTree(value, 80)).toEqual([line])
  })
})
