import type { Logger } from '../logging/logging.ts'
import type { Lifecycle } from './lifecycle.ts'

export interface ServiceOptions {
  readonly logger: Logger
  readonly lifecycle: Lifecycle
  /** Starts the components through the lifecycle and returns when the program is ready. */
  start(): Promise<void>
  /** Says why a start failed; the process then ends with exit code 1. */
  onStartFailure(error: unknown): void | Promise<void>
  /** Aborted by whoever else may ask for a stop, like a first signal. */
  readonly stopRequest?: AbortSignal
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const

/**
 * Runs a long-lived program: exit code 0 after a stop by SIGTERM or SIGINT, 1 when the start fails, when a component
 * does not stop well and after an error nobody caught. A second signal ends the process at once with 130.
 *
 * An uncaught error ends the process without a stop: the state is unknown then, and everything kept here survives a kill.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { logger, lifecycle } = options
  let stopping = false
  let signals = 0
  const stop = async (exitCode: number): Promise<void> => {
    stopping = true
    const failures = await lifecycle.stop()
    process.exit(failures > 0 ? 1 : exitCode)
  }
  for (const signal of stopSignals) {
    process.on(signal, () => {
      signals += 1
      // Ctrl-C reaches all processes of a terminal, also one that was asked to stop by another of them already.
      if (stopping && (signals > 1 || options.stopRequest?.aborted !== true)) process.exit(130)
      if (stopping) return
      logger.info({ signal }, 'stopping')
      void stop(0)
    })
  }
  const onDefect = (error: unknown): void => {
    logger.fatal({ err: error }, 'an error nobody caught ends the process')
    process.exit(1)
  }
  process.on('uncaughtException', onDefect)
  process.on('unhandledRejection', onDefect)
  options.stopRequest?.addEventListener('abort', () => {
    if (!stopping) void stop(0)
  })
  try {
    options.stopRequest?.throwIfAborted()
    await options.start()
  } catch (error) {
    if (stopping) return
    if (options.stopRequest?.aborted === true) return await stop(0)
    await options.onStartFailure(error)
    await stop(1)
  }
}
