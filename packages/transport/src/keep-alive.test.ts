import { describe, expect, it, vi } from 'vitest'
import { KeepAlive, keepAlive } from './keep-alive.ts'

const options = { idleMs: 100, answerMs: 300, busyAnswerMs: 900 }

/** Checks in every period up to `untilMs` and returns the first moment of each verdict but `alive`. */
function watch(keepAlive: KeepAlive, untilMs: number, at: (ms: number) => { bytesIn: number; busy: boolean }) {
  const seen: [string, number][] = []
  for (let ms = keepAlive.periodMs; ms <= untilMs; ms += keepAlive.periodMs) {
    const { bytesIn, busy } = at(ms)
    const verdict = keepAlive.check(ms, bytesIn, busy)
    if (verdict !== 'alive') seen.push([verdict, ms])
    if (verdict === 'dead') break
  }
  return seen
}

describe('KeepAlive', () => {
  it('asks after silence and gives up after more of it', () => {
    const silent = watch(new KeepAlive(0, options), 5000, () => ({ bytesIn: 0, busy: false }))
    expect(silent).toEqual([
      ['ask', 100],
      ['dead', 400],
    ])
  })

  it('has more patience while requests are outstanding', () => {
    const busy = watch(new KeepAlive(0, options), 5000, () => ({ bytesIn: 0, busy: true }))
    expect(busy).toEqual([
      ['ask', 100],
      ['dead', 1000],
    ])
  })

  it('takes any byte as a sign of life, also a piece of a long answer', () => {
    const slow = watch(new KeepAlive(0, options), 5000, (ms) => ({ bytesIn: Math.floor(ms / 250), busy: false }))
    expect(slow.every(([verdict]) => verdict === 'ask')).toBe(true)
    const talking = watch(new KeepAlive(0, options), 5000, (ms) => ({ bytesIn: ms, busy: false }))
    expect(talking).toEqual([])
  })

  it('blames itself, not the peer, when it overslept', () => {
    const keepAlive = new KeepAlive(0, options)
    expect(keepAlive.check(50, 0, false)).toBe('alive')
    expect(keepAlive.check(100, 0, false)).toBe('ask')
    expect(keepAlive.check(60_000, 0, false)).toBe('alive')
    expect(keepAlive.check(60_050, 0, false)).toBe('alive')
    expect(keepAlive.check(60_100, 0, false)).toBe('ask')
  })
})

describe('keepAlive', () => {
  it('leaves a connection alone that does not listen, until it listens again', () => {
    vi.useFakeTimers()
    try {
      const stats = { bytesIn: 0, bytesOut: 0, messagesIn: 0, messagesOut: 0 }
      const connection = { paused: true, stats }
      const said: string[] = []
      const actions = { busy: () => false, ask: () => said.push('ask'), giveUp: () => said.push('give up') }
      const stop = keepAlive(connection, actions, options)
      vi.advanceTimersByTime(5000)
      expect(said).toEqual([])
      connection.paused = false
      vi.advanceTimersByTime(50)
      expect(said).toEqual([])
      vi.advanceTimersByTime(400)
      expect(said).toEqual(['ask', 'give up'])
      stop()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
