import { createLogging, Lifecycle, type Logging, runService, type SettingValues } from '@vlcp/server'
import { finishConfiguration, openConfiguration, type StartFlags } from '../configuration.ts'
import { Failure } from '../failure.ts'
import { reportFailure } from '../report.ts'
import type { VlcpSettings } from '../settings.ts'
import { formatReady, startVlcp } from '../start.ts'

/** `vlcp start`: runs the controller until a signal; one line on standard output says that it is ready. */
export async function start(flags: StartFlags): Promise<void> {
  const configuration = openConfiguration(flags)
  const { values } = configuration.own
  finishConfiguration(configuration)
  // Until the module host is part of the start, nobody should believe that a module of theirs runs.
  if (values['server.startup'].length > 0) throw new Failure('server.startup: modules are not loaded yet')
  const logging = loggingOf(values)
  const logger = logging.logger('vlcp')
  for (const warning of configuration.sources.warnings) logger.warn(warning)
  // The API may use its whole deadline for running requests before it closes.
  const stopTimeoutMs = values['web.closeTimeoutMs'] + 5000
  const lifecycle = new Lifecycle({ logger, stopTimeoutMs })
  await runService({
    logger,
    lifecycle,
    onStartFailure: reportFailure,
    start: async () => {
      const ready = await startVlcp(values, lifecycle, logging)
      // Whoever read the line may be gone later; that is no reason to stop.
      process.stdout.on('error', (error) => logger.debug({ err: error }, 'nobody reads standard output'))
      process.stdout.write(`${formatReady(ready)}\n`)
    },
  })
}

function loggingOf(values: SettingValues<VlcpSettings>): Logging {
  const format = values['log.format']
  return createLogging({
    level: values['log.level'],
    levels: values['log.levels'],
    ...(format === 'auto' ? {} : { format }),
  })
}
