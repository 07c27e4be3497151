import type { WorkerAnswer } from './protocol.ts'

/** What `controller.status` of one worker answers, as far as it matters here. */
export interface StatusAnswer {
  readonly started: string
  readonly ovsdb: readonly { readonly endpoint: string; readonly state: string }[]
  readonly switches: readonly { readonly bridge: string; readonly datapathid: string; readonly connected: boolean }[]
  readonly unknown_switches: readonly object[]
}

/**
 * One status of all workers: each switch as the worker that is connected to it sees it, each OVSDB server as the worker
 * that is worst off sees it, and which workers there are.
 */
export function mergeStatus(answers: readonly (WorkerAnswer & { readonly result: StatusAnswer })[]): object {
  const switches = best(
    answers,
    ({ switches: all }) => all,
    ({ datapathid }) => datapathid,
    ({ connected }) => connected,
  )
  const ovsdb = best(
    answers,
    (status) => status.ovsdb,
    ({ endpoint }) => endpoint,
    ({ state }) => state !== 'live',
  )
  return {
    ...answers[0]?.result,
    ovsdb,
    switches,
    unknown_switches: answers.flatMap(({ worker, result }) =>
      result.unknown_switches.map((each) => ({ ...each, worker })),
    ),
    workers: answers.map(({ worker, pid, result }) => ({
      worker,
      pid,
      started: result.started,
      switches: result.switches.filter(({ connected }) => connected).length,
    })),
  }
}

/** Of the entries of all workers with the same key one: the first that is preferred, else the first. */
function best<T extends object>(
  answers: readonly (WorkerAnswer & { readonly result: StatusAnswer })[],
  entriesOf: (status: StatusAnswer) => readonly T[],
  keyOf: (entry: T) => string,
  isPreferred: (entry: T) => boolean,
): (T & { readonly worker: number })[] {
  const found = new Map<string, T & { readonly worker: number }>()
  for (const { worker, result } of answers) {
    for (const entry of entriesOf(result)) {
      const before = found.get(keyOf(entry))
      if (before === undefined || (isPreferred(entry) && !isPreferred(before))) {
        found.set(keyOf(entry), { ...entry, worker })
      }
    }
  }
  return [...found.values()]
}
