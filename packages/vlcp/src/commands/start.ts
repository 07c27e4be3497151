import { Lifecycle, type Logging, runService, ServiceManager } from '@vlcp/server'
import cluster from 'node:cluster'
import { type OpenConfiguration, openConfiguration, type StartFlags } from '../configuration.ts'
import { loggingOf } from '../logging.ts'
import { reportFailure } from '../report.ts'
import { formatReady, startVlcp } from '../start.ts'
import { modulesOfUser } from '../modules/of-user.ts'
import { lifecycleLimitsOf, stopTimeoutsOf } from '../stop-timeouts.ts'
import { Supervisor } from '../workers/supervisor.ts'
import { runWorker } from '../workers/worker.ts'

/** A server that runs: its ready line, and what an operator wants to know of it in one line. */
interface Running {
  readonly readyLine: string
  readonly describe: () => string
}

/** What a server is made of. */
interface Parts {
  readonly configuration: OpenConfiguration
  /** Modules named on the command line. */
  readonly modules: readonly string[]
  readonly lifecycle: Lifecycle
  readonly logging: Logging
}

/** `vlcp start`: runs the controller until a signal; one line on standard output says that it is ready. */
export async function start(flags: StartFlags, modules: readonly string[] = []): Promise<void> {
  if (cluster.isWorker) return runWorker(flags, modules)
  const configuration = openConfiguration(flags)
  const { values } = configuration.own
  const logging = loggingOf(values)
  const logger = logging.logger('vlcp')
  const isAlone = values['server.workers'] === 1
  const { part, supervisor } = stopTimeoutsOf(values)
  const lifecycle = new Lifecycle({ logger, ...lifecycleLimitsOf(isAlone ? part : supervisor) })
  await runService({
    logger,
    lifecycle,
    onStartFailure: reportFailure,
    start: async () => {
      const systemd = await lifecycle.start(
        'service manager',
        () => new ServiceManager({ logger, signal: lifecycle.signal }),
        (opened) => opened.close(),
      )
      const running = await (isAlone ? serve : supervise)({ configuration, modules, lifecycle, logging })
      // Whoever read the line may be gone later; that is no reason to stop.
      process.stdout.on('error', (error) => logger.debug({ err: error }, 'nobody reads standard output'))
      process.stdout.write(`${running.readyLine}\n`)
      systemd.ready(running.describe)
    },
  })
}

async function serve({ configuration, modules, lifecycle, logging }: Parts): Promise<Running> {
  const ofUser = modulesOfUser(configuration, modules, (warning) => logging.logger('vlcp').warn(warning))
  const ready = await startVlcp(configuration.own.values, lifecycle, logging, ofUser)
  const describe = (): string => {
    const count = ready.switches()
    return `${count} ${count === 1 ? 'switch' : 'switches'} connected`
  }
  return { readyLine: formatReady(ready), describe }
}

async function supervise({ configuration, lifecycle, logging }: Parts): Promise<Running> {
  const { values } = configuration.own
  const watchdogUs = Number(process.env['WATCHDOG_USEC'])
  const supervisor = new Supervisor({
    count: values['server.workers'],
    values,
    logging,
    logger: logging.logger('workers'),
    stopTimeoutMs: stopTimeoutsOf(values).worker,
    silenceMs: watchdogUs > 0 ? watchdogUs / 1000 : undefined,
  })
  // Before the start, so that workers are ended also when one of them does not start.
  await lifecycle.start(
    'workers',
    () => supervisor,
    () => supervisor.close(),
  )
  const addresses = await supervisor.start()
  return { readyLine: formatReady(addresses), describe: () => supervisor.describe() }
}
