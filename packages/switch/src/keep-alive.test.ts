import { describe, expect, it, vi } from 'vitest'
import { KeepAlive } from './keep-alive.ts'

const LIMITS = { idleMs: 10, timeoutMs: 20, busyTimeoutMs: 200 }

function start(busy: boolean) {
  const actions = { busy: vi.fn(() => busy), ask: vi.fn(), giveUp: vi.fn() }
  return { actions, keepAlive: new KeepAlive(LIMITS, actions) }
}

describe('keep-alive', () => {
  it('asks once after a silence and gives up after a longer one', async () => {
    const { actions } = start(false)
    await vi.waitUntil(() => actions.giveUp.mock.calls.length > 0)
    expect(actions.ask).toHaveBeenCalledTimes(1)
    expect(actions.giveUp.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(30)
  })

  it('bears with a switch that has work to do', async () => {
    const { actions } = start(true)
    await vi.waitUntil(() => actions.giveUp.mock.calls.length > 0)
    expect(actions.giveUp.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(210)
  })

  it('never gives up a peer that answers', async () => {
    const { actions, keepAlive } = start(false)
    actions.ask.mockImplementation(() => keepAlive.heard())
    await vi.waitUntil(() => actions.ask.mock.calls.length >= 5)
    keepAlive.stop()
    expect(actions.giveUp).not.toHaveBeenCalled()
  })
})
