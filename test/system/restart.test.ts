import { waitFor, type MessageRecorder } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMember, createLocalNetwork, openSite, settledState, waitForPing, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite('restart')
  await createLocalNetwork(site, 'red')
})
afterAll(() => site?.lab.close())

/** Waits until the controller has read the flows of the switch `times` times more. */
async function waitForReadings(messages: MessageRecorder, times: number): Promise<void> {
  const count = (): number => messages.messages.filter((line) => line.startsWith('OFPST_FLOW reply')).length
  const before = count()
  const what = `the controller to read the flows ${times} times`
  await waitFor(() => count() >= before + times, { what, timeoutMs: 40_000 })
}

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a controller that ends by %s and starts again loses no packet and modifies nothing',
  async (signal) => {
    const { bridge, controller } = site
    const suffix = signal.toLowerCase()
    const first = await addMember(site, { network: 'red', name: `a-${suffix}`, host: signal === 'SIGKILL' ? 1 : 3 })
    const second = await addMember(site, { network: 'red', name: `b-${suffix}`, host: signal === 'SIGKILL' ? 2 : 4 })
    await waitForPing(first, second)
    const state = await settledState(bridge)

    const ping = first.startPing(second, { intervalMs: 10 })
    await waitFor(() => ping.answered > 50, { what: 'a ping that runs' })
    const recorder = await bridge.monitorFlows()
    const messages = await bridge.snoop()
    await waitForReadings(messages, 1)

    await controller.kill(signal)
    await waitFor(() => !bridge.isConnected(), { what: 'the switch to notice' })
    const answered = ping.answered
    await waitFor(() => ping.answered > answered + 50, { what: 'answers without a controller' })
    await controller.restart()
    await waitFor(() => bridge.isConnected(), { what: 'the switch to connect again', timeoutMs: 20_000 })
    // At the second reading the comparison after the first is over.
    await waitForReadings(messages, 2)

    const record = await ping.stop()
    expect(record.lostSequence).toEqual([])
    expect(record.sent).toBeGreaterThan(100)
    expect(await recorder.events()).toEqual([])
    expect(messages.modifications).toEqual([])
    expect(await settledState(bridge)).toEqual(state)
    await Promise.all([recorder.stop(), messages.stop()])

    // The new process is in charge, not only present.
    await addMember(site, { network: 'red', name: `c-${suffix}`, host: signal === 'SIGKILL' ? 5 : 6 }).then((third) =>
      waitForPing(first, third),
    )
  },
)
