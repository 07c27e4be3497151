import { limited, type Logger, type OperationModule } from '@vlcp/server'
import type { Store } from '@vlcp/store'
import { OFP13_VERSION } from '@vlcp/openflow'
import { listenForSwitches, type SwitchSession } from '@vlcp/switch'
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
  /**
   * Asked before a switch that has connected is managed: resolves with false when another process has it. Needed only where
   * several processes share the port that switches connect to.
   */
  readonly claim?: ((datapathId: bigint) => Promise<boolean>) | undefined
  /** Told of what happens to switches and ports: for whoever watches, nothing here depends on it. */
  readonly tell?: Tell | undefined
}

export interface Controller {
  readonly modules: readonly OperationModule[]
  /** Where switches really connect. */
  readonly openflowAddress: string
  /** Switches that are connected now and managed. */
  readonly connectedSwitches: number
  /** Whether a switch is connected here and answers; a connection that does not answer is closed. */
  holds(datapathId: bigint): Promise<boolean>
  /** Finishes what switches are being told, then lets go of every switch; their flows stay as they are. */
  close(): Promise<void>
}

/** Lines of one kind in a second that switches can cause, each of which connects as often as it likes. */
const mostLinesPerSecond = 20

async function admit(session: SwitchSession, switches: Switches, claim: ControllerOptions['claim']): Promise<void> {
  if (claim === undefined || (await claim(session.datapathId))) switches.connected(session)
  else switches.refuse(session)
}

/** Starts to keep switches as the model in the store says. Throws a TransportError for an endpoint that cannot be used. */
export async function openController(options: ControllerOptions): Promise<Controller> {
  const { store, logger, auditIntervalMs, tls, tell } = options
  const servers = options.ovsdb.map((text) => parseEndpoint(text, wellKnownPorts.ovsdb))
  const endpoints = new Map(servers.map((endpoint) => [formatEndpoint(endpoint), endpoint]))
  const mirror = await openModelMirror(store, logger)
  const aboutPeers = limited(logger, { perSecond: mostLinesPerSecond })
  const switches = new Switches({ model: mirror.collections, auditIntervalMs, logger: aboutPeers, tell })
  const listener = await listenForSwitches(parseEndpoint(options.openflow, wellKnownPorts.openflow), {
    tls,
    versions: [OFP13_VERSION],
    onSession: (session) => void admit(session, switches, options.claim),
    onFailure: (peer, error) => aboutPeers.warn({ peer, reason: error.message }, 'an OpenFlow connection failed'),
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
    get connectedSwitches() {
      return [...switches.all()].filter(({ session }) => session !== undefined).length
    },
    holds: (datapathId) => switches.holds(datapathId),
    close: async () => {
      await switches.close()
      await Promise.all([listener.close(), ...sources.map((source) => source.close())])
      await mirror.close()
    },
  }
}
