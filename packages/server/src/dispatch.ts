import type { TObject } from 'typebox'
import { withDeadline } from './deadline.ts'
import { discoverOperation } from './discovery.ts'
import { OperationError } from './errors.ts'
import { suggestion } from './nearest-name.ts'
import type { Operation, OperationModule } from './operation.ts'
import { compileValidator, type Validate } from './validation.ts'

export interface CallOptions {
  /** Aborted when the caller no longer wants the answer. */
  readonly signal?: AbortSignal
  /** The parameters came as text, from a form or a command line: see `ValidateOptions.text`. */
  readonly text?: boolean
  /** Replaces the dispatcher's deadline for this call. */
  readonly timeoutMs?: number
}

/** Calls operations by name: the one way in for HTTP, command line and code. */
export interface Dispatcher {
  /** The modules, each with its `discover` operation. */
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

interface Entry {
  readonly operation: Operation
  readonly validate: Validate<TObject>
}

const nameForm = /^[a-z][a-z0-9_]*$/
const defaultCallTimeoutMs = 120_000

/** Registers modules; throws when two modules, or two operations of one module, have the same name. */
export function dispatch(modules: readonly OperationModule[], options: DispatchOptions = {}): Dispatcher {
  const complete = modules.map((module) => ({
    ...module,
    operations: [...module.operations, discoverOperation(module)],
  }))
  const registry = new Map<string, Map<string, Entry>>()
  for (const module of complete) {
    register(registry, 'module', module.name, compileModule(module))
  }
  return {
    modules: complete,
    call: async (module, operation, params, callOptions = {}) =>
      run(`${module}.${operation}`, find(registry, module, operation), params, options, callOptions),
  }
}

function compileModule(module: OperationModule): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const operation of module.operations) {
    const entry = { operation, validate: compileValidator(operation.params) }
    register(entries, `operation of module ${module.name}`, operation.name, entry)
  }
  return entries
}

function register<T>(registry: Map<string, T>, kind: string, name: string, value: T): void {
  if (!nameForm.test(name)) throw new Error(`${kind} "${name}": a name is lower-case letters, digits and underscores`)
  if (registry.has(name)) throw new Error(`${kind} "${name}" is declared twice`)
  registry.set(name, value)
}

function find(registry: Map<string, Map<string, Entry>>, module: string, operation: string): Entry {
  const entries = registry.get(module)
  if (entries === undefined) {
    const message = `there is no module ${quote(module)}${suggestion(module, registry.keys())}`
    throw new OperationError('unknown_operation', message)
  }
  const entry = entries.get(operation)
  if (entry !== undefined) return entry
  const message = `module ${module} has no operation ${quote(operation)}${suggestion(operation, entries.keys())}`
  throw new OperationError('unknown_operation', message)
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 64))
}

async function run(
  name: string,
  found: Entry,
  params: unknown,
  options: DispatchOptions,
  call: CallOptions,
): Promise<unknown> {
  const valid = found.validate(params, call.text === undefined ? {} : { text: call.text })
  const timeoutMs = call.timeoutMs ?? options.callTimeoutMs ?? defaultCallTimeoutMs
  try {
    return await withDeadline(name, timeoutMs, call.signal, (signal) => found.operation.run(valid, { signal }))
  } catch (error) {
    if (error instanceof OperationError) throw error
    options.onDefect?.(error, name)
    throw new OperationError('internal', `${name} failed because of a defect; the log has the details`, undefined, {
      cause: error,
    })
  }
}
