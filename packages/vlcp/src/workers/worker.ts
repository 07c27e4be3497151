import { Lifecycle, runService } from '@vlcp/server'
import type { Colleagues } from '../modules/controller-module.ts'
import { describeFailure } from '../report.ts'
import { loggingOf } from '../logging.ts'
import { openConfiguration, type StartFlags } from '../configuration.ts'
import { modulesOfUser } from '../modules/of-user.ts'
import { startVlcp } from '../start.ts'
import { lifecycleLimitsOf, stopTimeoutsOf } from '../stop-timeouts.ts'
import { Channel } from './channel.ts'
import { shareOperations } from './shared-operations.ts'
import type { SupervisorMethods, WorkerMethods } from './protocol.ts'

/** How often a worker shows its supervisor that it lives. */
const stateIntervalMs = 1000

type Ending = { -readonly [Name in keyof WorkerMethods]: WorkerMethods[Name] }

/**
 * Serves as one of several workers, at the request of the supervisor that has started this process, until that says stop.
 * Our own configuration comes from the supervisor, so that all have the same; that of a user's modules is read here.
 */
export async function runWorker(flags: StartFlags, modules: readonly string[]): Promise<void> {
  const stop = new AbortController()
  const notReady = (): never => {
    throw new Error('this worker is not ready')
  }
  const methods: Ending = { stop: () => stop.abort(), run: notReady, setLevel: notReady, holds: async () => false }
  const supervisor = new Channel<SupervisorMethods>(process, methods)
  const { worker, values, levels } = await supervisor.request('task')
  const logging = loggingOf(values, { worker })
  methods.setLevel = ({ name, level }) => logging.setLevel(name, level)
  for (const change of levels) methods.setLevel(change)
  const logger = logging.logger('vlcp')
  const lifecycle = new Lifecycle({ logger, ...lifecycleLimitsOf(stopTimeoutsOf(values).part) })
  await runService({
    logger,
    lifecycle,
    stopRequest: stop.signal,
    onStartFailure: (error) => supervisor.request('failed', describeFailure(error)).catch(() => undefined),
    start: async () => {
      const colleagues: Colleagues = {
        share: (own) => {
          methods.run = ({ module, operation, params }) => own.call(module, operation, params)
          return shareOperations(own, { worker, supervisor })
        },
        claim: (datapathId) => supervisor.request('claim', datapathId).catch(() => false),
        onController: (controller) => {
          methods.holds = (datapathId) => controller.holds(datapathId)
        },
      }
      const configuration = openConfiguration(flags)
      const ofUser = modulesOfUser(configuration, modules, (warning) => worker === 1 && logger.warn(warning))
      const ready = await startVlcp(values, lifecycle, logging, { ...ofUser, colleagues })
      const { api, openflow, store } = ready
      await supervisor.request('ready', { api, openflow, store })
      const tell = (): void => void supervisor.request('state', { switches: ready.switches() }).catch(() => undefined)
      setInterval(tell, stateIntervalMs).unref()
    },
  })
}
