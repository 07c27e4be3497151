import { Lifecycle, type Logging, runService, ServiceManager } from '@vlcp/server'
import cluster from 'node:cluster'
import { readConfiguration, type StartFlags, type VlcpConfiguration } from '../configuration.ts'
import { Failure } from '../failure.ts'
import { loggingOf } from '../logging.ts'
import { reportFailure } from '../report.ts'
import { formatReady, startVlcp } from '../start.ts'
import { stopTimeoutsOf } from '../stop-timeouts.ts'
import { Supervisor } from '../workers/supervisor.ts'
import { runWorker } from '../workers/worker.ts'

/** A server that runs: its ready line, and what an operator wants to know of it in one line. */
interface Running {
  readonly readyLine: string
  readonly describe: () => string
}

/** `vlcp start`: runs the controller until a signal; one line on standard output says that it is ready. */
export async function start(flags: StartFlags): Promise<void> {
  if (cluster.isWorker) return runWorker()
  const { values, warnings } = readConfiguration(flags)
  // Until the module host is part of the start, nobody should believe that a module of theirs runs.
  if (values['server.startup'].length > 0) throw new Failure('server.startup: modules are not loaded yet')
  const logging = loggingOf(values)
  const logger = logging.logger('vlcp')
  for (const warning of warnings) logger.warn(warning)
  const workers = values['server.workers']
  const { part, supervisor } = stopTimeoutsOf(values)
  const lifecycle = new Lifecycle({ logger, stopTimeoutMs: workers === 1 ? part : supervisor })
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
      const running = await (workers === 1 ? serve : supervise)(values, lifecycle, logging)
      // Whoever read the line may be gone later; that is no reason to stop.
      process.stdout.on('error', (error) => logger.debug({ err: error }, 'nobody reads standard output'))
      process.stdout.write(`${running.readyLine}\n`)
      systemd.ready(running.describe)
    },
  })
}

type Values = VlcpConfiguration['values']

async function serve(values: Values, lifecycle: Lifecycle, logging: Logging): Promise<Running> {
  const ready = await startVlcp(values, lifecycle, logging)
  const describe = (): string => {
    const count = ready.switches()
    return `${count} ${count === 1 ? 'switch' : 'switches'} connected`
  }
  return { readyLine: formatReady(ready), describe }
}

async function supervise(values: Values, lifecycle: Lifecycle, logging: Logging): Promise<Running> {
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
