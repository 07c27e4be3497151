import type { Operation, OperationModule } from '@vlcp/server'
import type { Channel } from './channel.ts'
import { mergeStatus, type StatusAnswer } from './merged-status.ts'
import type { Call, LevelChange, SupervisorMethods, WorkerAnswer } from './protocol.ts'

export interface WorkerContext {
  /** Number of this worker. */
  readonly worker: number
  readonly supervisor: Channel<SupervisorMethods>
}

/** Replaces what an operation does; its declaration stays. */
type Replacement = (own: Operation, context: WorkerContext) => Operation['run']

/**
 * A client does not choose the worker that answers it, so what concerns one process must be asked of all, and told to all.
 * Everything else works on the store, which they share.
 */
const replacements: Readonly<Record<string, Replacement>> = {
  'controller.status': (own, context) => async (params, call) => {
    const answers = await ask(context, { module: 'controller', operation: own.name, params })
    return answers.length === 0 ? own.run(params, call) : mergeStatus(answers)
  },
  'controller.flows': (own, context) => async (params, call) => {
    const status = await ask(context, { module: 'controller', operation: 'status', params: {} })
    const { bridge } = params as { readonly bridge: string }
    const owner = status.find(({ result }) =>
      result.switches.some((each) => each.connected && (each.bridge === bridge || each.datapathid === bridge)),
    )
    if (owner === undefined || owner.worker === context.worker) return own.run(params, call)
    const request = { module: 'controller', operation: own.name, params }
    const [answer] = await context.supervisor.request('everywhere', { call: request, only: owner.worker })
    return answer === undefined ? own.run(params, call) : answer.result
  },
  'logging.setlevel': (own, context) => async (params, call) => {
    const answer = await own.run(params, call)
    const { name, level } = params as unknown as LevelChange
    await context.supervisor.request('setLevel', { name, level })
    return answer
  },
}

/** The modules of a worker, with the operations that concern all workers answering for all. */
export function shareModules(modules: readonly OperationModule[], context: WorkerContext): readonly OperationModule[] {
  return modules.map((module) => ({
    ...module,
    operations: module.operations.map((own) => {
      const replacement = replacements[`${module.name}.${own.name}`]
      return replacement === undefined ? own : { ...own, run: replacement(own, context) }
    }),
  }))
}

async function ask(
  { supervisor }: WorkerContext,
  call: Call,
): Promise<readonly (WorkerAnswer & { readonly result: StatusAnswer })[]> {
  const answers = await supervisor.request('everywhere', { call, only: undefined })
  return answers.map((answer) => ({ ...answer, result: answer.result as StatusAnswer }))
}
