import type { Body, Routine } from './container.ts'

/**
 * - `all`: waits for all; throws the failure, or an `AggregateError` of several
 * - `settled`: waits for all and tells how each ended
 * - `fail-fast`: the first failure ends the others and is thrown
 * - `race`: the first to end ends the others; its value is returned or its failure thrown
 */
export type ExecuteAll = 'all' | 'settled' | 'fail-fast' | 'race'

/** Results stand in the order of the bodies. */
export interface Outcomes<T> {
  all: T[]
  settled: PromiseSettledResult<T>[]
  'fail-fast': T[]
  race: T
}

/** @param parent ends with this call, and what it started with it. */
export async function executeAll<T, M extends ExecuteAll>(
  parent: Routine<Outcomes<T>[M]>,
  bodies: readonly Body<T>[],
  mode: M,
): Promise<Outcomes<T>[M]> {
  const results = bodies.map((body) => parent.start(body).result)
  // A failure that comes after the first is not unhandled: the routine was ended because of the first.
  for (const result of results) result.catch(() => {})
  const run: { readonly [N in ExecuteAll]: () => Promise<Outcomes<T>[N]> } = {
    all: async () => valuesOf(await Promise.allSettled(results)),
    settled: () => Promise.allSettled(results),
    'fail-fast': () => Promise.all(results),
    race: () => Promise.race(results),
  }
  return run[mode]()
}

function valuesOf<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const values: T[] = []
  const failures: unknown[] = []
  for (const one of settled)
    if (one.status === 'fulfilled') values.push(one.value)
    else failures.push(one.reason)
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} of ${settled.length} routines failed`)
  return values
}
