import { withDeadline } from './deadline.ts'
import { OperationError } from './errors.ts'
import { type AcceptOptions, OperationTable, register, unknownModule } from './operation-table.ts'
import type { OperationModule } from './operation.ts'

export interface CallOptions extends AcceptOptions {
  /** Aborted when the caller no longer wants the answer. */
  readonly signal?: AbortSignal | undefined
  /** Replaces the dispatcher's deadline for this call. */
  readonly timeoutMs?: number | undefined
}

/** Calls operations by name: the one way in for HTTP, command line and code. */
export interface Dispatcher {
  /** The modules, each with its `discover` operation. Where modules come and go, another list each time they do. */
  readonly modules: readonly OperationModule[]
  /**
   * Validates the parameters and runs the operation. Rejects with an {@link OperationError} only: a defect in an
   * operation is reported to `onDefect` and becomes `internal`, a missed deadline becomes `unavailable`.
   */
  readonly call: (module: string, operation: string, params: unknown, options?: CallOptions) => Promise<unknown>
}

export interface DispatchOptions {
  /** Deadline of a call in milliseconds; default 120 000, as in the reference. */
  readonly callTimeoutMs?: number
  /** Told about every error of an operation that is not an OperationError. */
  readonly onDefect?: (error: unknown, operation: string) => void
}

export const defaultCallTimeoutMs = 120_000

/** Dispatches to modules that stay. Throws when two of them, or two operations of one, have the same name. */
export function dispatch(modules: readonly OperationModule[], options: DispatchOptions = {}): Dispatcher {
  const tables = new Map<string, OperationTable>()
  for (const module of modules) register(tables, 'module', module.name, new OperationTable(module))
  const run: Dispatcher['call'] = async (module, operation, params, call = {}) => {
    const table = tables.get(module)
    if (table === undefined) throw unknownModule(module, tables.keys())
    const accepted = table.accept(operation, params, call)
    const timeoutMs = call.timeoutMs ?? options.callTimeoutMs ?? defaultCallTimeoutMs
    return withDeadline(`${module}.${operation}`, { timeoutMs, signal: call.signal }, accepted)
  }
  return { modules: [...tables.values()].map((table) => table.module), call: hidingDefects(run, options.onDefect) }
}

/** What strangers call: an error that is not an {@link OperationError} is reported and becomes `internal`. */
export function hidingDefects(call: Dispatcher['call'], onDefect: DispatchOptions['onDefect']): Dispatcher['call'] {
  return async (module, operation, params, options) => {
    try {
      return await call(module, operation, params, options)
    } catch (error) {
      if (error instanceof OperationError) throw error
      const name = `${module}.${operation}`
      onDefect?.(error, name)
      const message = `${name} failed because of a defect; the log has the details`
      throw new OperationError('internal', message, undefined, { cause: error })
    }
  }
}
