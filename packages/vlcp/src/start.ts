import { type Controller, openController } from '@vlcp/network'
import {
  dispatch,
  type Dispatcher,
  type DispatchOptions,
  type Lifecycle,
  limited,
  type Logger,
  type Logging,
  loggingModule,
  type OperationModule,
  type SettingValues,
} from '@vlcp/server'
import { openEmbedded, Store } from '@vlcp/store'
import { parseEndpoint } from '@vlcp/transport'
import { type Gateway, openGateway } from '@vlcp/web'
import { Failure, reasonOf } from './failure.ts'
import type { VlcpSettings } from './settings.ts'
import { openTls } from './tls.ts'

/** What a started controller is reached by, with the ports really in use. */
export interface Ready {
  /** Base address of the HTTP API: `http://127.0.0.1:8081`. */
  readonly api: string
  /** Where switches connect: `tcp:127.0.0.1:6653`, or `ssl:…`. */
  readonly openflow: string
  /** Folder of the embedded store. */
  readonly store: string
  /** How many switches are connected now. */
  switches(): number
}

/** The other processes that serve the same API and the same switches, when this one is a worker among several. */
export interface Colleagues {
  /** Makes operations answer for all workers, not only for this one. `run` calls an operation of this worker. */
  share(modules: readonly OperationModule[], run: Dispatcher['call']): readonly OperationModule[]
  /** Whether this worker may manage a switch that has connected to it. */
  claim(datapathId: bigint): Promise<boolean>
  /** Is given the means to answer for this worker when others claim a switch. */
  onController(controller: Controller): void
}

/** The line that tells scripts the controller is ready. */
export function formatReady({ api, openflow, store }: Omit<Ready, 'switches'>): string {
  return `vlcp ready: api ${api} openflow ${openflow} store ${store}`
}

type Values = SettingValues<VlcpSettings>

/**
 * Starts store, controller and API, in this order, as components of the lifecycle, which stops them in the reverse one.
 * Rejects with a {@link Failure} when something outside is in the way.
 */
export async function startVlcp(
  values: Values,
  lifecycle: Lifecycle,
  logging: Logging,
  colleagues?: Colleagues,
): Promise<Ready> {
  const folder = values.store.slice('file:'.length)
  const store = await lifecycle.start(
    'store',
    () => openStore(folder, logging.logger('store')),
    (opened) => opened.close(),
  )
  const controller = await lifecycle.start(
    'controller',
    () =>
      openController({
        store,
        ovsdb: values.ovsdb,
        openflow: values.openflow,
        tls: openTls(values, logging.logger('tls')),
        logger: logging.logger('controller'),
        auditIntervalMs: values['reconciler.auditIntervalMs'],
        claim: colleagues && ((datapathId) => colleagues.claim(datapathId)),
      }),
    (opened) => opened.close(),
  )
  colleagues?.onController(controller)
  const gateway = await lifecycle.start(
    'web',
    () => openApi(values, controller, logging, colleagues),
    (opened) => opened.close(),
  )
  const switches = (): number => controller.connectedSwitches
  return { api: gateway.url, openflow: controller.openflowAddress, store: folder, switches }
}

async function openStore(folder: string, logger: Logger): Promise<Store> {
  const driver = await openEmbedded(folder)
  return new Store(driver, { onProblem: (problem) => logger.error(problem, 'an object in the store cannot be read') })
}

async function openApi(
  values: Values,
  controller: Controller,
  logging: Logging,
  colleagues: Colleagues | undefined,
): Promise<Gateway> {
  const endpoint = parseEndpoint(values.api)
  if (endpoint.kind !== 'tcp') throw new Failure(`the API listens on tcp:ADDRESS:PORT, not on ${values.api}`)
  const logger = logging.logger('web')
  // Whoever has found a defect can run into it as often as he likes.
  const aboutRequests = limited(logger, { perSecond: 5 })
  const options: DispatchOptions = {
    callTimeoutMs: values['web.callTimeoutMs'],
    onDefect: (error, operation) =>
      aboutRequests.error({ err: error, operation }, 'an operation failed because of a defect'),
  }
  const modules = [...controller.modules, loggingModule(logging)]
  const shared = colleagues?.share(modules, dispatch(modules, options).call)
  const dispatcher = dispatch(shared ?? modules, options)
  try {
    return await openGateway({
      dispatch: dispatcher,
      logger: { ...aboutRequests, debug: (fields, message) => logger.debug(fields, message) },
      host: endpoint.host,
      port: endpoint.port,
      token: values['web.token'] ?? undefined,
      allowedHosts: values['web.allowedHosts'],
      allowGet: values['web.allowGet'],
      bodyLimitBytes: values['web.bodyLimitBytes'],
      requestTimeoutMs: values['web.requestTimeoutMs'],
      closeTimeoutMs: values['web.closeTimeoutMs'],
    })
  } catch (error) {
    throw new Failure(`the API cannot listen on ${values.api}: ${reasonOf(error)}`, { cause: error })
  }
}
