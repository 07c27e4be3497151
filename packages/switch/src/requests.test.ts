import { describe, expect, it } from 'vitest'
import { Requests, type Waiting } from './requests.ts'

const waiting = (log: string[]): Waiting<string> => ({
  answer: (message) => log.push(message) > 0,
  fail: (error) => void log.push(error.message),
})

describe('requests of a session', () => {
  it('wrap their ids at 32 bits, skipping zero and ids that still wait', () => {
    const requests = new Requests<string>(10, 0xffff_ffff)
    requests.add(1, waiting([]))
    expect([requests.nextXid(), requests.nextXid(), requests.nextXid()]).toEqual([0xffff_ffff, 2, 3])
  })

  it('hand an answer to who asked, once', () => {
    const requests = new Requests<string>(10)
    const log: string[] = []
    requests.add(7, waiting(log))
    expect(requests.answer(8, 'other', 8)).toBe(false)
    expect(requests.answer(7, 'mine', 8)).toBe(true)
    expect(requests.answer(7, 'again', 8)).toBe(false)
    expect(log).toEqual(['mine'])
  })

  it('fail all when the session ends, and refuse more than the limit', () => {
    const requests = new Requests<string>(2)
    const log: string[] = []
    requests.add(1, waiting(log))
    requests.add(2, waiting(log))
    expect(() => requests.add(3, waiting(log))).toThrow('2 requests are unanswered')
    requests.failAll(new Error('gone'))
    expect(log).toEqual(['gone', 'gone'])
    expect(requests.size).toBe(0)
  })
})
