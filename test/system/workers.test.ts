import { waitFor } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMember, createLocalNetwork, openSite, settledState, waitForPing, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite('workers', ['--workers', '2'])
  await createLocalNetwork(site, 'red')
})
afterAll(() => site?.lab.close())

interface Status {
  readonly switches: readonly { readonly bridge: string; readonly connected: boolean; readonly state: string }[]
  readonly workers: readonly { readonly worker: number; readonly pid: number; readonly switches: number }[]
}

const status = (): Promise<Status> => site.controller.call<Status>('controller', 'status')

/** The worker that has the session with the switch. */
function waitForHolder(otherThan?: number): Promise<Status['workers'][number]> {
  return waitFor(
    async () => {
      const { workers } = await status()
      const holders = workers.filter(({ switches }) => switches > 0)
      expect(holders.length).toBeLessThanOrEqual(1)
      return workers.length === 2 && holders.find(({ pid }) => pid !== otherThan)
    },
    { what: 'two workers, of which one holds the session', timeoutMs: 60_000 },
  )
}

test('the worker that holds the session of a switch dies: no packet is lost, no flow changes, another takes over', async () => {
  const { bridge, controller } = site
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  const state = await settledState(bridge)
  const holder = await waitForHolder()

  const ping = first.startPing(second, { intervalMs: 10 })
  await waitFor(() => ping.answered > 50, { what: 'a ping that runs' })
  const recorder = await bridge.monitorFlows()
  process.kill(holder.pid, 'SIGKILL')
  const next = await waitForHolder(holder.pid)
  expect(next.pid).not.toBe(holder.pid)
  const inSync = async (): Promise<boolean> => (await status()).switches[0]?.state === 'in sync'
  await waitFor(inSync, { what: 'the other worker to have compared the switch', timeoutMs: 30_000 })

  const record = await ping.stop()
  expect(record.lostSequence).toEqual([])
  expect(await recorder.events()).toEqual([])
  await recorder.stop()
  expect(await settledState(bridge)).toEqual(state)

  // It is in charge, whichever worker takes the requests; and whichever is asked shows what is installed.
  const third = await addMember(site, { network: 'red', name: 'c', host: 3 })
  await waitForPing(first, third)
  for (let i = 0; i < 6; i++) {
    const { flows } = await controller.call<{ flows: readonly { state: string }[] }>('controller', 'flows', {
      bridge: 'br0',
    })
    expect(new Set(flows.map((flow) => flow.state))).toEqual(new Set(['installed']))
  }
})

test('a second connection of a switch is not taken by another worker', async () => {
  const { bridge, controller } = site
  await waitForHolder()
  const port = controller.openflow.split(':').at(-1) ?? ''
  const before = await settledState(bridge)
  const recorder = await bridge.monitorFlows()
  // The same address twice, written in two ways: Open vSwitch opens a connection to each.
  const address = controller.openflow.split(':')[1] ?? ''
  await bridge.ovs.vsctl('set-controller', bridge.name, controller.openflow, `tcp:[::ffff:${address}]:${port}`)
  // It comes again and again, so it meets the other worker sooner or later.
  const refused = (): boolean => controller.log.some((line) => line.includes('connected to another worker'))
  await waitFor(refused, { what: 'the second connection to be refused', timeoutMs: 60_000 })
  await waitForHolder()
  await bridge.setController(controller.openflow)
  expect(await recorder.events()).toEqual([])
  await recorder.stop()
  expect(await settledState(bridge)).toEqual(before)
})
