import type { Scheduler } from '../scheduler/scheduler.ts'
import { RoutineContainer } from './container.ts'

/** A routine that runs. */
export interface RoutineOverview {
  readonly name: string
  /** How long it has run, in milliseconds. */
  readonly ageMs: number
  /** What it waits for through itself; empty when it awaits something else. */
  readonly waitsFor: readonly string[]
}

/** Every routine of a scheduler that runs, also those that other routines have started. Costs nothing until it is asked. */
export function routinesOf({ parents, clock }: Scheduler): RoutineOverview[] {
  const nowMs = clock.nowMs()
  return [...parents]
    .flatMap((parent) => (parent instanceof RoutineContainer ? [...parent.routines] : []))
    .map(({ name, startedMs, waits }) => ({
      name,
      ageMs: nowMs - startedMs,
      waitsFor: [...waits].map(({ what }) => what),
    }))
}
