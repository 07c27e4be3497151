import { waitFor } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitForSync } from './report.ts'
import { createLocalNetwork, forwardingState, openSite, type Site } from './site.ts'
import { transaction } from './transaction.ts'

const portCount = 200
const batchSize = 50

let site: Site
beforeAll(async () => {
  site = await openSite('many-ports')
  await createLocalNetwork(site, 'red')
})
afterAll(() => site?.lab.close())

const numbers = Array.from({ length: portCount }, (_, at) => at)
const batches = numbers.filter((at) => at % batchSize === 0).map((at) => numbers.slice(at, at + batchSize))
const macOf = (at: number): string =>
  `02:00:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 0xff).toString(16).padStart(2, '0')}`
const portOf = (at: number) => ({ id: `port-${at}`, logicalnetwork: 'red', mac_address: macOf(at) })

/** Commands that add an internal interface for a logical port. */
const plug = (at: number): string[] => [
  `add-port ${site.bridge.name} i${at}`,
  `set interface i${at} type=internal external_ids:iface-id=port-${at}`,
]

test('two hundred ports on one bridge settle, one more sends its own flows only, and they go again', async () => {
  const { bridge, controller } = site
  const empty = await forwardingState(bridge)
  for (const batch of batches) await transaction(bridge.ovs, ...batch.flatMap(plug))
  const startMs = performance.now()
  for (const batch of batches) await controller.call('viperflow', 'createlogicalports', { ports: batch.map(portOf) })
  const acceptedMs = performance.now() - startMs
  const { counters } = await waitForSync(controller, bridge, { logical: portCount }, 40_000)
  const settledMs = performance.now() - startMs
  // For information; no limit, because machines differ.
  const times = `accepted after ${acceptedMs.toFixed()} ms, on the switch after ${settledMs.toFixed()} ms`
  process.stdout.write(`${portCount} ports: ${times}\n`)
  const state = await forwardingState(bridge)
  expect(counters?.drift).toEqual({ missing: 0, altered: 0, foreign: 0 })

  // One more. Its flows come; those of the others are not touched, and of groups only that of the network changes.
  const recorder = await bridge.monitorFlows()
  await transaction(bridge.ovs, ...plug(portCount))
  const portNumber = await bridge.portNumber(`i${portCount}`)
  await controller.call('viperflow', 'createlogicalport', portOf(portCount))
  const after = await waitForSync(controller, bridge, { logical: portCount + 1 })
  const events = await recorder.events()
  const isIts = (event: string): boolean =>
    event.includes(`in_port=${portNumber} `) ||
    event.includes(`in_port=${portNumber},`) ||
    event.includes(`reg6=0x${portNumber.toString(16)}`) ||
    event.includes(`dl_dst=${macOf(portCount)}`)
  expect(events.filter((event) => !event.startsWith('event=ADDED') || !isIts(event))).toEqual([])
  expect(events).toHaveLength(4)
  expect(after.counters?.flowsSent).toBe((counters?.flowsSent ?? 0) + events.length)
  expect(after.counters?.groupsSent).toBe((counters?.groupsSent ?? 0) + 1)

  await bridge.ovs.vsctl('del-port', bridge.name, `i${portCount}`)
  await waitForSync(controller, bridge, { logical: portCount })
  expect(await forwardingState(bridge)).toEqual(state)
  expect((await recorder.events()).slice(4).every((event) => event.startsWith('event=DELETED'))).toBe(true)
  await recorder.stop()

  const ports = [...numbers, portCount].map((at) => ({ id: `port-${at}` }))
  await controller.call('viperflow', 'deletelogicalports', { ports })
  await waitFor(async () => (await forwardingState(bridge)).join() === empty.join(), { what: 'an empty switch' })
})
