import type { Message, SwitchEvent } from '@vlcp/openflow'
import { describe, expect, it } from 'vitest'
import { Requests, type Waiting } from './requests.ts'

const event: SwitchEvent = { type: 'barrier-reply' }
const barrierReply = (xid: number): Message => ({ version: 4, type: 21, xid })

const waiting = (log: string[]): Waiting => ({
  answer: ({ xid }) => log.push(`answer ${xid}`) > 0,
  fail: (error) => void log.push(error.message),
})

describe('requests of a session', () => {
  it('wrap their ids at 32 bits, skipping zero and ids that still wait', () => {
    const requests = new Requests(10, 0xffff_ffff)
    requests.add(1, waiting([]))
    expect([requests.nextXid(), requests.nextXid(), requests.nextXid()]).toEqual([0xffff_ffff, 2, 3])
  })

  it('hand an answer to who asked, once', () => {
    const requests = new Requests(10)
    const log: string[] = []
    requests.add(7, waiting(log))
    expect(requests.answer(barrierReply(8), event, 8)).toBe(false)
    expect(requests.answer(barrierReply(7), event, 8)).toBe(true)
    expect(requests.answer(barrierReply(7), event, 8)).toBe(false)
    expect(log).toEqual(['answer 7'])
  })

  it('fail when they have got no part of their answer from one expiry to the next', () => {
    const requests = new Requests(10)
    const log: string[] = []
    const parts = { answer: () => false, fail: (error: Error) => void log.push(`parts ${error.message}`) }
    requests.add(1, waiting(log))
    requests.add(2, parts)
    requests.expire(new Error('first'))
    requests.add(3, waiting(log))
    requests.answer(barrierReply(2), event, 8)
    requests.expire(new Error('second'))
    expect(log).toEqual(['second'])
    requests.expire(new Error('third'))
    expect(log).toEqual(['second', 'parts third', 'third'])
    expect(requests.size).toBe(0)
  })

  it('fail all when the session ends, and refuse more than the limit', () => {
    const requests = new Requests(2)
    const log: string[] = []
    requests.add(1, waiting(log))
    requests.add(2, waiting(log))
    expect(() => requests.add(3, waiting(log))).toThrow('2 requests are unanswered')
    requests.failAll(new Error('gone'))
    expect(log).toEqual(['gone', 'gone'])
    expect(requests.size).toBe(0)
  })
})
