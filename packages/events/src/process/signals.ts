import { event } from '../event/event.ts'
import type { RoutineContainer } from '../routine/container.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'

/** A signal of the operating system. */
export class SignalEvent extends event('signal')<{ signal: NodeJS.Signals }> {}

/** Turns signals into events, which then do nothing else to the process. @returns what ends that. */
export function watchSignals(scheduler: Scheduler, signals: readonly NodeJS.Signals[]): () => void {
  const post = (signal: NodeJS.Signals): void => scheduler.post(new SignalEvent({ signal }))
  for (const signal of signals) process.on(signal, post)
  return () => {
    for (const signal of signals) process.off(signal, post)
  }
}

/**
 * Closes a container at the first signal, and resolves to it when all its routines have ended. A second signal ends the process
 * as if nobody listened.
 */
export async function closeOnSignal(
  container: RoutineContainer,
  signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'],
): Promise<NodeJS.Signals> {
  const stop = watchSignals(container.scheduler, signals)
  const { signal } = await container.scheduler.wait(signals.map((one) => SignalEvent.match({ signal: one })))
  stop()
  await container.close(signal)
  return signal
}
