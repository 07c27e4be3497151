import { describe, expect, it } from 'vitest'
import type { Confirmer } from './batch.ts'
import type { Confirmation } from './confirmation.ts'
import { Unconfirmed } from './unconfirmed.ts'

function tracked(firstXid: number) {
  const log = { asked: 0, unseen: [] as string[] }
  const confirmer: Confirmer = {
    ask: () => void log.asked++,
    refusedUnseen: (error) => void log.unseen.push(error.message),
  }
  const unconfirmed = new Unconfirmed(confirmer)
  let xid = firstXid - 1
  const add = (): Confirmation => {
    xid = xid >= 0xffff_ffff ? 1 : xid + 1
    const confirmation = unconfirmed.add(xid, new Uint8Array([4, 14, 0, 8, 0, 0, 0, xid]), 0)
    if (unconfirmed.isDue) log.asked++
    return confirmation
  }
  return { unconfirmed, add, log }
}

describe('changes that are not confirmed yet', () => {
  it('are remembered as they were sent, several to a page, until it is known what became of them', () => {
    const { unconfirmed } = tracked(1)
    const message = (xid: number): number[] => [4, 14, 0, 8, 0, 0, 0, xid]
    const pages = [[1, 2], [3], [4, 5]].map((xids) => new Uint8Array(xids.flatMap(message)))
    const sent = [1, 2, 3, 4, 5].map((xid, i) =>
      unconfirmed.add(xid, pages[[0, 0, 1, 2, 2][i] ?? 0] ?? new Uint8Array(), [0, 8, 0, 0, 8][i] ?? 0),
    )
    expect(sent.map((change) => change.sent?.[7])).toEqual([1, 2, 3, 4, 5])
    unconfirmed.barrier().answered()
    expect(sent.map((change) => change.sent)).toEqual(sent.map(() => undefined))
  })

  it('are confirmed by the answer to a barrier behind them, also to a later one, and by no earlier one', async () => {
    const { unconfirmed, add, log } = tracked(1)
    const first = add()
    const earlier = unconfirmed.barrier()
    const second = add()
    const later = unconfirmed.barrier()
    const third = add()
    const outcomes: string[] = []
    const all = [first, second].map((each, at) => each.then(() => outcomes.push(`${at}`)))
    later.answered()
    await Promise.all(all)
    expect(outcomes).toEqual(['0', '1'])
    expect(unconfirmed.size).toBe(1)
    earlier.answered()
    third.refuse(new Error('refused'))
    expect(log.unseen).toEqual(['refused'])
  })

  it('are not confirmed by the answer to an earlier barrier that comes after that to a later one', async () => {
    const { unconfirmed, add } = tracked(1)
    add()
    const first = unconfirmed.barrier()
    add()
    const second = unconfirmed.barrier()
    const third = add()
    unconfirmed.barrier()
    second.answered()
    first.answered()
    expect(unconfirmed.size).toBe(1)
    const outcome = third.catch((error: unknown) => String(error))
    third.refuse(new Error('table full'))
    expect(await outcome).toBe('Error: table full')
  })

  it('are unknown, not waited for, when their barrier fails; the others wait on', async () => {
    const { unconfirmed, add, log } = tracked(1)
    const outcome = add().catch((error: unknown) => String(error))
    const barrier = unconfirmed.barrier()
    add()
    barrier.failed(new Error('no barriers here'))
    expect(await outcome).toBe('Error: no barriers here')
    expect(unconfirmed.size).toBe(1)
    expect(log.unseen).toEqual([])
    barrier.answered()
    expect(unconfirmed.size).toBe(1)
  })

  it('stay as they are when an earlier barrier fails after a later one was answered', async () => {
    const { unconfirmed, add, log } = tracked(1)
    add()
    const first = unconfirmed.barrier()
    add()
    unconfirmed.barrier().answered()
    const third = add()
    const last = unconfirmed.barrier()
    first.failed(new Error('too late'))
    expect(unconfirmed.size).toBe(1)
    expect(unconfirmed.sentWith(third.xid)?.sent).toEqual(third.sent)
    last.answered()
    expect(unconfirmed.size).toBe(0)
    expect(third.refusal).toBeUndefined()
    expect(log.unseen).toEqual([])
  })

  it('are found by their ids, before and after a barrier and where ids wrap', () => {
    const { unconfirmed, add } = tracked(0xffff_fffe)
    const before = [add(), add(), add()]
    unconfirmed.barrier()
    const after = [add(), add()]
    expect([...before, ...after].map(({ xid }) => xid)).toEqual([0xffff_fffe, 0xffff_ffff, 1, 2, 3])
    for (const each of [...before, ...after]) {
      expect(unconfirmed.sentWith(each.xid)?.xid).toBe(each.xid)
      expect(unconfirmed.sentWith(each.xid)?.sent?.[7]).toBe(each.xid & 0xff)
    }
    expect(unconfirmed.sentWith(4)).toBeUndefined()
    expect(unconfirmed.sentWith(0xffff_fffd)).toBeUndefined()
  })

  it('reject who awaits them with the refusal, and report one that nobody awaits', async () => {
    const { add, log } = tracked(1)
    const awaited = add()
    const outcome = awaited.catch((error: unknown) => String(error))
    awaited.refuse(new Error('table full'))
    add().refuse(new Error('bad port'))
    expect(await outcome).toBe('Error: table full')
    await expect(Promise.resolve(awaited)).rejects.toThrow('table full')
    expect(log.unseen).toEqual(['bad port'])
  })

  it('are reported as refused once, whatever else the switch says of them', () => {
    const { unconfirmed, add, log } = tracked(1)
    const twice = add()
    twice.refuse(new Error('table full'))
    twice.refuse(new Error('table full, again'))
    const expected = add().expect()
    expected.refuse(new Error('bad port'))
    unconfirmed.barrier().answered()
    expect(log.unseen).toEqual(['table full'])
    expect([twice, expected].map(({ refusal }) => refusal?.message)).toEqual(['table full', 'bad port'])
  })

  it('call back who wants to know that they are made only when they are, and do not ask for that', () => {
    const { unconfirmed, add, log } = tracked(1)
    const made: string[] = []
    add().onConfirmed(() => made.push('taken'))
    const refused = add().onConfirmed(() => made.push('refused'))
    expect(log.asked).toBe(0)
    refused.refuse(new Error('bad port'))
    expect(made).toEqual([])
    unconfirmed.barrier().answered()
    expect(made).toEqual(['taken'])
  })

  it('make the switch be asked when somebody awaits them, or when there are many', async () => {
    const { unconfirmed, add, log } = tracked(1)
    for (let sent = 0; sent < 127; sent++) add()
    expect(log.asked).toBe(0)
    add()
    expect(log.asked).toBe(1)
    const last = add()
    const settled = last.then(() => 'done')
    expect(log.asked).toBe(2)
    unconfirmed.barrier().answered()
    expect(await settled).toBe('done')
  })

  it('tell what became of them also who asks later than the switch has answered', async () => {
    const { unconfirmed, add, log } = tracked(1)
    const refused = add()
    const made = add()
    refused.refuse(new Error('table full'))
    unconfirmed.barrier().answered()
    expect([refused.refusal?.message, made.refusal]).toEqual(['table full', undefined])
    await expect(Promise.resolve(refused)).rejects.toThrow('table full')
    await Promise.resolve(made)
    expect(log).toEqual({ asked: 0, unseen: ['table full'] })
  })

  it('all fail when the session ends, and those nobody awaits are not reported one by one', async () => {
    const { unconfirmed, add, log } = tracked(1)
    add()
    const asked = add().catch((error: unknown) => String(error))
    unconfirmed.barrier()
    const recent = add().catch((error: unknown) => String(error))
    unconfirmed.abandonAll(new Error('gone'))
    expect(await Promise.all([asked, recent])).toEqual(['Error: gone', 'Error: gone'])
    expect(log.unseen).toEqual([])
    expect(unconfirmed.size).toBe(0)
  })
})
