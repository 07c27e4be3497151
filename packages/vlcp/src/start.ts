import {
  type Dispatcher,
  type Lifecycle,
  limited,
  type Logging,
  ModuleError,
  ModuleHost,
  type SettingValues,
  type ValuesOf,
} from '@vlcp/server'
import { Failure } from './failure.ts'
import { importProgram } from './import-program.ts'
import { builtInModules } from './modules/built-in.ts'
import { type Colleagues, ControllerModule, controllerAmong } from './modules/controller-module.ts'
import { StoreModule } from './modules/store-module.ts'
import { WebModule } from './modules/web-module.ts'
import { isExplained } from './report.ts'
import type { VlcpSettings } from './settings.ts'

/** What a started controller is reached by, with the ports really in use. */
export interface Ready {
  /** Base address of the HTTP API: `http://127.0.0.1:8081`. */
  readonly api: string
  /** Where switches connect: `tcp:127.0.0.1:6653`, or `ssl:…`. */
  readonly openflow: string
  /** Folder of the embedded store, or the address of the server that keeps it. */
  readonly store: string
  /** How many switches are connected now. */
  switches(): number
}

/** The line that tells scripts the controller is ready. */
export function formatReady({ api, openflow, store }: Omit<Ready, 'switches'>): string {
  return `vlcp ready: api ${api} openflow ${openflow} store ${store}`
}

type Values = SettingValues<VlcpSettings>

export interface StartOptions {
  /** Modules of the user: files, or names of packages, seen from the working directory. */
  readonly modules?: readonly string[]
  /** The configuration of modules that is not among our own values; their defaults if left out. */
  readonly valuesOf?: ValuesOf
  /** Called when all modules have claimed their configuration, before any of them is loaded. */
  readonly claimed?: () => void
  /** The other workers, when this process is one among several. */
  readonly colleagues?: Colleagues
}

/**
 * Loads the modules of a controller and those of the user, and then the API, as components of the lifecycle, which ends
 * them in the reverse order. Rejects with a {@link Failure} when something outside is in the way.
 */
export async function startVlcp(
  values: Values,
  lifecycle: Lifecycle,
  logging: Logging,
  options: StartOptions = {},
): Promise<Ready> {
  const host = await lifecycle.start(
    'modules',
    () => openHost(values, logging, options),
    (opened) => opened.close(),
  )
  try {
    const modules = await host.prepare([
      ...builtInModules.filter((each) => each !== WebModule && each !== ControllerModule),
      options.colleagues === undefined ? ControllerModule : controllerAmong(options.colleagues),
      ...(options.modules ?? []),
    ])
    const web = await host.prepare([WebModule])
    options.claimed?.()
    await modules.load()
    // Whoever finds the API there finds everything else there too.
    await lifecycle.start(
      'web',
      () => web.load(),
      () => host.unload(WebModule),
    )
  } catch (error) {
    throw asFailure(error)
  }
  return {
    api: host.get(WebModule).url,
    openflow: host.get(ControllerModule).openflowAddress,
    store: host.get(StoreModule).place,
    switches: () => (runsController(host) ? host.get(ControllerModule).connectedSwitches : 0),
  }
}

const runsController = (host: ModuleHost): boolean =>
  host.status().some(({ service, state }) => service === ControllerModule.service && state === 'succeeded')

function openHost(values: Values, logging: Logging, options: StartOptions): ModuleHost {
  // Whoever has found a defect can run into it as often as he likes.
  const aboutDefects = limited(logging.logger('web'), { perSecond: 5 })
  const { colleagues } = options
  return new ModuleHost({
    logging,
    valuesOf: ownFirst(values, options.valuesOf),
    importModule: importProgram,
    callTimeoutMs: values['web.callTimeoutMs'],
    onDefect: (error, operation) =>
      aboutDefects.error({ err: error, operation }, 'an operation failed because of a defect'),
    ...(colleagues === undefined ? {} : { share: (own: Dispatcher) => colleagues.share(own) }),
  })
}

/** Our own keys are read already; those of other modules are still to be claimed. */
function ownFirst(values: Values, valuesOf: ValuesOf | undefined): ValuesOf {
  return (service, settings) => {
    const isOwn = ([key]: [string, unknown]): boolean => Object.hasOwn(values, key)
    const others = Object.fromEntries(Object.entries(settings).filter((entry) => !isOwn(entry)))
    const defaults = Object.entries(others).map(([key, each]) => [key, each.default] as const)
    const claimed = valuesOf?.(service, others) ?? Object.fromEntries(defaults)
    return { ...claimed, ...Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(settings, key))) }
  }
}

/** What an operator is told of modules that do not load: the reason itself if it is one, the defect with its stack if not. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof ModuleError)) return error
  const [origin, ...others] = new Set(originsOf(error))
  if (others.length === 0 && isExplained(origin)) return origin
  const defects = [origin, ...others].filter((each) => !isExplained(each) && !(each instanceof ModuleError))
  if (defects.length === 0) return new Failure(error.message, { cause: error })
  const stacks = defects.map((each) => (each instanceof Error ? each.stack : String(each)))
  error.stack = [error.message, ...stacks].join('\n    caused by ')
  return error
}

/** The errors at the ends of the chains of causes. */
function originsOf(error: unknown): readonly unknown[] {
  if (error instanceof AggregateError) return error.errors.flatMap(originsOf)
  if (!(error instanceof ModuleError) || error.cause === undefined) return [error]
  return originsOf(error.cause)
}
