import { matrix, openLab, waitFor, type Bridge, type Controller, type Endpoint, type Lab } from '@vlcp/testkit'
import { ToolError } from '../command.mjs'
import { dim, step } from '../progress.mjs'
import { describeNextSteps, describeReach, describeTenants } from './description.ts'
import { createNetworks, logicalPortOf, tenantOf, tenants } from './tenants.ts'

/** Ports of the documentation; others are taken when these are in use. */
const usualPorts = { api: 8081, openflow: 6653 }

/** What shells report of a program that SIGINT ended (128 + 2). */
const interruptedExitCode = 130

/** What is on show. */
interface Stage {
  readonly bridge: Bridge
  readonly controller: Controller
  readonly endpoints: readonly Endpoint[]
}

/**
 * Shows two tenants on one switch. Returns after one round with `once`, otherwise when the user ends it; in both cases,
 * and after an error too, everything has been removed.
 *
 * @throws ToolError when a ping came out otherwise than it should; Error when something could not be started or removed
 */
export async function demonstrate({ once }: { readonly once: boolean }): Promise<void> {
  const lab = openLab({ name: 'demo' })
  const interruption = interrupted()
  let isOver = false
  const show = async (): Promise<void> => {
    const stage = await prepareStage(lab)
    await showReach(stage)
    isOver = true
    if (once) return
    process.stdout.write(describeNextSteps(stage.bridge, stage.controller))
    await interruption
  }
  const shown = show()
  // When the user ends the demonstration while it is being set up, what is under way fails; nobody wants to know.
  shown.catch(() => undefined)
  try {
    await Promise.race([shown, interruption])
    if (!isOver) process.exitCode = interruptedExitCode
  } finally {
    await step('everything removed', () => lab.close())
  }
}

/** Resolves when the user or the system asks this process to end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}

async function prepareStage(lab: Lab): Promise<Stage> {
  const bridge = await step('private Open vSwitch', async () => (await lab.openVSwitch()).addBridge('br0'))
  const controller = await step('controller with an embedded store', () =>
    lab.controller({ switches: [bridge.ovs], preferredPorts: usualPorts }),
  )
  await step('switch connected to the controller', async () => {
    await bridge.setController(controller.openflow)
    await waitFor(() => bridge.isConnected(), { what: 'the switch to connect to the controller' })
  })
  await step('two tenants, each with a logical network and two logical ports', () => createNetworks(controller))
  const endpoints = await step('four endpoints, each in a network namespace', () =>
    Promise.all(
      tenants.flatMap((tenant) =>
        tenant.endpoints.map((endpoint) =>
          lab.endpoint({ ...endpoint, bridge, ifaceId: logicalPortOf(endpoint.name) }),
        ),
      ),
    ),
  )
  await step('flows in the switch', () => waitForFirstPings(endpoints))
  return { bridge, controller, endpoints }
}

/** Waits until each endpoint reaches the other of its tenant, for at most a time in which anything should have settled. */
async function waitForFirstPings(endpoints: readonly Endpoint[]): Promise<void> {
  const pairs = endpoints.flatMap((from) =>
    endpoints.filter((to) => isExpected(from, to)).map((to) => [from, to] as const),
  )
  const reach = async ([from, to]: readonly [Endpoint, Endpoint]): Promise<void> => {
    const once = { count: 1, timeoutMs: 500 }
    await waitFor(async () => (await from.ping(to, once)).received > 0, { what: `${from.name} to reach ${to.name}` })
  }
  // Whoever is not reached by now shows up in the table.
  await Promise.allSettled(pairs.map(reach))
}

function isExpected(from: { readonly name: string }, to: { readonly name: string }): boolean {
  return from.name !== to.name && tenantOf(from.name) === tenantOf(to.name)
}

async function showReach({ bridge, controller, endpoints }: Stage): Promise<void> {
  const result = await step('pings between all of them', () => matrix(endpoints, isExpected))
  process.stdout.write(`\n${describeTenants(tenants)}\n${describeReach(result.cells)}\n`)
  if (result.mismatches.length === 0) return
  const pairs = result.mismatches.map(
    ({ from, to, expected }) => `${from} ${expected ? 'did not reach' : 'reached'} ${to}`,
  )
  process.stdout.write(dim(`${(await bridge.dumpFlows()).length} flows in the switch\n`))
  throw new ToolError(`Not as it should be: ${pairs.join(', ')}.`, controller.log)
}
