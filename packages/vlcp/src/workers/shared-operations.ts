import { type Dispatcher, everyLogger, OperationError } from '@vlcp/server'
import type { Channel } from './channel.ts'
import { mergeStatus, type StatusAnswer } from './merged-status.ts'
import type { Call, LevelChange, SupervisorMethods, WorkerAnswer } from './protocol.ts'

export interface WorkerContext {
  /** Number of this worker. */
  readonly worker: number
  readonly supervisor: Channel<SupervisorMethods>
}

/** Answers a call for all workers. `own` answers it for this one. */
type Answer = (params: unknown, context: WorkerContext, own: () => Promise<unknown>) => Promise<unknown>

/**
 * A client does not choose the worker that answers it, so what concerns one process must be asked of all, and told to all.
 * Everything else works on the store, which they share.
 */
const answers: Readonly<Record<string, Answer>> = {
  'controller.status': async (params, context, own) => {
    const all = await ask(context, { module: 'controller', operation: 'status', params })
    return all.length === 0 ? own() : mergeStatus(all)
  },
  'controller.flows': async (params, context, own) => {
    const status = await ask(context, { module: 'controller', operation: 'status', params: {} })
    const bridge: unknown = Reflect.get(Object(params), 'bridge')
    const owner = status.find(({ result }) =>
      result.switches.some((each) => each.connected && (each.bridge === bridge || each.datapathid === bridge)),
    )
    if (owner === undefined || owner.worker === context.worker) return own()
    const request = { module: 'controller', operation: 'flows', params }
    const [answer] = await context.supervisor.request('everywhere', { call: request, only: owner.worker })
    return answer === undefined ? own() : answer.result
  },
  'logging.setlevel': async (params, context, own) => {
    const answer = await own()
    const { name = everyLogger, level } = params as Partial<LevelChange>
    await context.supervisor.request('setLevel', { name, level })
    return answer
  },
}

/** What would change the modules of one worker only, and be forgotten when that one is started again. */
const ofOneWorker = new Set(['loadmodule', 'unloadmodule', 'reloadmodules', 'enableautoreload'])

/** The operations of a worker, of which those that concern all workers answer for all. */
export function shareOperations(own: Dispatcher, context: WorkerContext): Dispatcher {
  return {
    get modules() {
      return own.modules
    },
    call: async (module, operation, params, options) => {
      const ours = (): Promise<unknown> => own.call(module, operation, params, options)
      if (module === 'manager' && ofOneWorker.has(operation)) throw refused(operation)
      const answer = answers[`${module}.${operation}`]
      return answer === undefined ? ours() : answer(params, context, ours)
    },
  }
}

const refused = (operation: string): OperationError =>
  new OperationError(
    'conflict',
    `manager.${operation} would change one of several workers; change server.startup and start again, or serve with one`,
  )

async function ask(
  { supervisor }: WorkerContext,
  call: Call,
): Promise<readonly (WorkerAnswer & { readonly result: StatusAnswer })[]> {
  const answers = await supervisor.request('everywhere', { call, only: undefined })
  return answers.map((answer) => ({ ...answer, result: answer.result as StatusAnswer }))
}
