import { inTime } from './in-time.ts'
import type { WorkerProcess } from './worker-process.ts'

type Holder = Pick<WorkerProcess, 'channel'>

/**
 * Decides which worker manages a switch. A switch connects to whichever worker accepts it; when it comes twice, or another
 * one bears its id, two workers would write to it. The one that is there keeps it as long as its session answers, as among
 * the sessions of one process. Claims of one switch are decided one after the other; nothing has to be given back.
 */
export function claims(
  others: (worker: number) => readonly Holder[],
): (worker: number, id: bigint) => Promise<boolean> {
  const pending = new Map<bigint, Promise<boolean>>()
  const decide = async (worker: number, id: bigint): Promise<boolean> => {
    // One that does not answer cannot say that it has it; its switches are lost to it.
    const answers = await Promise.all(others(worker).map(({ channel }) => inTime(channel.request('holds', id))))
    return !answers.some((answer) => answer?.value === true)
  }
  return (worker, id) => {
    const before = pending.get(id) ?? Promise.resolve(true)
    const decided = before.then(() => decide(worker, id))
    pending.set(id, decided)
    return decided.finally(() => {
      if (pending.get(id) === decided) pending.delete(id)
    })
  }
}
