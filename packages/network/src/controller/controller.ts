import type { Logger, OperationModule } from '@vlcp/server'
import type { Store } from '@vlcp/store'
import { OFP13_VERSION } from '@vlcp/openflow'
import { listenForSwitches } from '@vlcp/switch'
import { formatEndpoint, parseEndpoint, type TlsCredentials, wellKnownPorts } from '@vlcp/transport'
import { viperflow } from '../model/index.ts'
import { openModelMirror } from './model-mirror.ts'
import { controllerModule } from './operations.ts'
import { OvsdbSource } from './ovsdb-source.ts'
import { Switches, type Tell } from './switches.ts'

export interface ControllerOptions {
  readonly store: Store
  /** OVSDB servers, as `unix:PATH`, `tcp:HOST[:PORT]` or `ssl:HOST[:PORT]`. */
  readonly ovsdb: readonly string[]
  /** Where switches connect, as `tcp:ADDRESS[:PORT]` or `ssl:ADDRESS[:PORT]`; port 0 takes a free one. */
  readonly openflow: string
  /** What `ssl` endpoints need. */
  readonly tls?: TlsCredentials | undefined
  readonly logger: Logger
  /** Milliseconds between two audits of a switch's flows. */
  readonly auditIntervalMs: number
  /** Told of what happens to switches and ports: for whoever watches, nothing here depends on it. */
  readonly tell?: Tell | undefined
}

export interface Controller {
  readonly modules: readonly OperationModule[]
  /** Where switches really connect. */
  readonly openflowAddress: string
  /** Lets go of every switch; their flows stay as they are. */
  close(): Promise<void>
}

/** Starts to keep switches as the model in the store says. Throws a TransportError for an endpoint that cannot be used. */
export async function openController(options: ControllerOptions): Promise<Controller> {
  const { store, logger, auditIntervalMs, tls, tell } = options
  const servers = options.ovsdb.map((text) => parseEndpoint(text, wellKnownPorts.ovsdb))
  const endpoints = new Map(servers.map((endpoint) => [formatEndpoint(endpoint), endpoint]))
  const mirror = await openModelMirror(store, logger)
  const switches = new Switches({ model: mirror.collections, auditIntervalMs, logger, tell })
  const listener = await listenForSwitches(parseEndpoint(options.openflow, wellKnownPorts.openflow), {
    tls,
    versions: [OFP13_VERSION],
    onSession: (session) => switches.connected(session),
    onFailure: (peer, error) => logger.warn({ peer, reason: error.message }, 'an OpenFlow connection failed'),
  }).catch(async (error: unknown) => {
    await mirror.close()
    throw error
  })
  const sources = [...endpoints.values()].map((endpoint) => {
    const source: OvsdbSource = new OvsdbSource(endpoint, tls, logger, {
      changed: (change) => switches.changed(source, change),
      live: () => switches.attachAll(),
    })
    return source
  })
  const openflowAddress = formatEndpoint(listener.endpoint)
  const parts = { store, sources, switches, openflow: openflowAddress, startedAt: new Date() }
  return {
    modules: [viperflow(store), controllerModule(parts)],
    openflowAddress,
    close: async () => {
      switches.close()
      await Promise.all([listener.close(), ...sources.map((source) => source.close())])
      await mirror.close()
    },
  }
}
