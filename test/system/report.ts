import { waitFor, type Bridge, type Controller } from '@vlcp/testkit'
import { forwardingState } from './site.ts'

interface Count {
  readonly wanted: number
  readonly installed: number | null
}

/** What `controller/status` says of one switch, as far as tests look at it. */
export interface SwitchReport {
  readonly bridge: string
  readonly datapathid: string
  readonly connected: boolean
  readonly peer: string | null
  readonly state: string
  readonly ports: { readonly logical: number; readonly physical: number }
  readonly networks: number
  readonly flows: Count
  readonly groups: Count
  readonly refused: readonly { readonly what: string; readonly reason: string }[]
  readonly conflicts: readonly string[]
  readonly faults: readonly string[]
  readonly counters: {
    readonly flowsSent: number
    readonly groupsSent: number
    readonly audits: number
    readonly drift: { readonly missing: number; readonly altered: number; readonly foreign: number }
  } | null
}

export interface ControllerReport {
  readonly ovsdb: readonly { readonly endpoint: string; readonly state: string }[]
  readonly switches: readonly SwitchReport[]
  readonly unknown_switches: readonly { readonly datapathid: string; readonly peer: string }[]
}

export const reportOf = (controller: Controller): Promise<ControllerReport> =>
  controller.call<ControllerReport>('controller', 'status')

/** The datapath id of a bridge as OVSDB and the controller write it. */
export async function datapathIdOf(bridge: Bridge): Promise<string> {
  return JSON.parse(await bridge.ovs.vsctl('get', 'bridge', bridge.name, 'datapath_id')) as string
}

/** What the controller says of a bridge; undefined while it does not know it. */
export async function switchReport(controller: Controller, bridge: Bridge): Promise<SwitchReport | undefined> {
  const datapathId = await datapathIdOf(bridge)
  const { switches } = await reportOf(controller)
  return switches.find(({ bridge: name, datapathid }) => name === bridge.name && datapathid === datapathId)
}

/** Waits until the controller knows so many ports of a bridge and has confirmed all that follows from them. */
export async function waitForSync(
  controller: Controller,
  bridge: Bridge,
  ports: { readonly logical: number; readonly physical?: number },
  timeoutMs = 20_000,
): Promise<SwitchReport> {
  return waitFor(
    async () => {
      const report = await switchReport(controller, bridge)
      const isRight =
        report !== undefined &&
        report.state === 'in sync' &&
        report.ports.logical === ports.logical &&
        report.ports.physical === (ports.physical ?? 0) &&
        report.flows.wanted === report.flows.installed &&
        report.groups.wanted === report.groups.installed
      if (!isRight) throw new Error(JSON.stringify(report))
      return report
    },
    { what: `the controller to be in sync with ${bridge.name} and ${JSON.stringify(ports)}`, timeoutMs },
  )
}

/** Waits until the bridge is in sync, and returns what it holds. */
export async function syncedState(
  controller: Controller,
  bridge: Bridge,
  ports: { readonly logical: number; readonly physical?: number },
): Promise<string[]> {
  await waitForSync(controller, bridge, ports)
  return forwardingState(bridge)
}
