import { createLogging, Lifecycle, type Logging, runService, type SettingValues } from '@vlcp/server'
import { finishConfiguration, openConfiguration, type StartFlags } from '../configuration.ts'
import { reportFailure } from '../report.ts'
import type { VlcpSettings } from '../settings.ts'
import { formatReady, startVlcp } from '../start.ts'

/** Every module has deadlines of its own; these are for a host that hangs all the same. */
const lifecycleLimits = { startTimeoutMs: 600_000, stopTimeoutMs: 120_000 }

/** `vlcp start`: runs the controller until a signal; one line on standard output says that it is ready. */
export async function start(flags: StartFlags, modules: readonly string[] = []): Promise<void> {
  const configuration = openConfiguration(flags)
  const { own, sources } = configuration
  const logging = loggingOf(own.values)
  const logger = logging.logger('vlcp')
  const lifecycle = new Lifecycle({ logger, ...lifecycleLimits })
  await runService({
    logger,
    lifecycle,
    onStartFailure: reportFailure,
    start: async () => {
      const ready = await startVlcp(own.values, lifecycle, logging, {
        modules: modules.length > 0 ? modules : own.values['server.startup'],
        valuesOf: (_, settings) => sources.claim(settings).values,
        claimed: () => {
          finishConfiguration(configuration)
          for (const warning of sources.warnings) logger.warn(warning)
        },
      })
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
