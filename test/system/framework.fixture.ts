import { type Controller, controller, type ControllerOptions, type Switch, type VersionName } from '@vlcp/switch'
import { type Bridge, type Lab, type Protocol, waitFor } from '@vlcp/testkit'
import { formatEndpoint } from '@vlcp/transport'

export const VERSIONS: readonly VersionName[] = ['1.0', '1.3', '1.4', '1.5']

/** What `ovs-vsctl` calls a version. */
const PROTOCOLS = { '1.0': 'OpenFlow10', '1.3': 'OpenFlow13', '1.4': 'OpenFlow14', '1.5': 'OpenFlow15' } as const
export const protocolOf = (version: VersionName): Protocol => PROTOCOLS[version]

export interface FrameworkSite {
  readonly lab: Lab
  readonly bridge: Bridge
  readonly app: Controller
  readonly sw: Switch
  /** What nobody waited for. */
  readonly errors: string[]
}

export type SiteOptions = Omit<ControllerOptions, 'listen' | 'onError'>

/** A bridge that speaks one version, and a controller of the framework it has connected to. */
export async function openFrameworkSite(
  lab: Lab,
  version: VersionName,
  options: SiteOptions = {},
): Promise<FrameworkSite> {
  const ovs = await lab.openVSwitch()
  const bridge = await ovs.addBridge('br0', { protocol: protocolOf(version) })
  const errors: string[] = []
  const app = await controller({
    ...options,
    listen: `tcp:${ovs.hostAddress}:0`,
    onError: (error) => errors.push(error.message),
  })
  lab.onClose(() => app.close())
  await bridge.setController(formatEndpoint(app.endpoints[0] ?? { kind: 'unix', path: '' }))
  await waitFor(() => app.switches.size === 1, { what: 'the switch to connect' })
  const [sw] = app.switches.values()
  if (sw === undefined) throw new Error('no switch')
  return { lab, bridge, app, sw, errors }
}
