import { createLogging, Lifecycle, type Logging, runService } from '@vlcp/server'
import { readConfiguration, type StartFlags, type VlcpConfiguration } from '../configuration.ts'
import { Failure } from '../failure.ts'
import { reportFailure } from '../report.ts'
import { formatReady, startVlcp } from '../start.ts'

/** Every module has deadlines of its own; these are for a host that hangs all the same. */
const lifecycleLimits = { startTimeoutMs: 600_000, stopTimeoutMs: 120_000 }

/** `vlcp start`: runs the controller until a signal; one line on standard output says that it is ready. */
export async function start(flags: StartFlags, modules: readonly string[] = []): Promise<void> {
  const configuration = readConfiguration(flags)
  // Until the module host is part of the start, nobody should believe that a module of theirs runs.
  if (configuration.values['server.startup'].length > 0) throw new Failure('server.startup: modules are not loaded yet')
  const logging = loggingOf(configuration)
  const logger = logging.logger('vlcp')
  for (const warning of configuration.warnings) logger.warn(warning)
  const lifecycle = new Lifecycle({ logger, ...lifecycleLimits })
  await runService({
    logger,
    lifecycle,
    onStartFailure: reportFailure,
    start: async () => {
      const ready = await startVlcp(configuration.values, lifecycle, logging, { modules })
      // Whoever read the line may be gone later; that is no reason to stop.
      process.stdout.on('error', (error) => logger.debug({ err: error }, 'nobody reads standard output'))
      process.stdout.write(`${formatReady(ready)}\n`)
    },
  })
}

function loggingOf({ values }: VlcpConfiguration): Logging {
  const format = values['log.format']
  return createLogging({
    level: values['log.level'],
    levels: values['log.levels'],
    ...(format === 'auto' ? {} : { format }),
  })
}
