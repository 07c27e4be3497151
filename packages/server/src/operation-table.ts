import type { TObject } from 'typebox'
import { discoverOperation } from './discovery.ts'
import { OperationError } from './errors.ts'
import { suggestion } from './nearest-name.ts'
import type { CallContext, Operation, OperationModule } from './operation.ts'
import { compileValidator, type Validate } from './validation.ts'

export interface AcceptOptions {
  /** The parameters came as text, from a form or a command line: see `ValidateOptions.text`. */
  readonly text?: boolean
  /** Refuses an operation that changes something. */
  readonly readOnly?: boolean
}

/** An operation, ready to be called. */
interface Entry {
  readonly operation: Operation
  readonly validate: Validate<TObject>
}

const nameForm = /^[a-z][a-z0-9_]*$/

/** The operations of one module by name, among them `discover`. */
export class OperationTable {
  /** The module with its `discover`, as the HTTP API and OpenAPI show it. */
  readonly module: OperationModule
  readonly #entries = new Map<string, Entry>()

  /** Throws when two operations have the same name, or one has a name that fits no URL. */
  constructor(module: OperationModule) {
    this.module = { ...module, operations: [...module.operations, discoverOperation(module)] }
    for (const operation of this.module.operations) {
      const entry = { operation, validate: compileValidator(operation.params) }
      register(this.#entries, `operation of module ${module.name}`, operation.name, entry)
    }
  }

  /**
   * Checks a call and gives what runs it. Throws an {@link OperationError}: `unknown_operation` with what may have been
   * meant, `invalid` with the field, `forbidden` for a change where none is allowed.
   */
  accept(operation: string, params: unknown, options: AcceptOptions): (context: CallContext) => unknown {
    const entry = this.#find(operation)
    if (options.readOnly === true && entry.operation.mutates)
      throw new OperationError('forbidden', `${this.module.name}.${operation} changes something, and this call may not`)
    const valid = entry.validate(params, options.text === undefined ? {} : { text: options.text })
    return (context) => entry.operation.run(valid, context)
  }

  #find(operation: string): Entry {
    const entry = this.#entries.get(operation)
    if (entry !== undefined) return entry
    const known = suggestion(operation, this.#entries.keys())
    const message = `module ${this.module.name} has no operation ${quote(operation)}${known}`
    throw new OperationError('unknown_operation', message)
  }
}

/** Enters a name that stands in a URL, once. */
export function register<T>(registry: Map<string, T>, kind: string, name: string, value: T): void {
  if (!nameForm.test(name)) throw new Error(`${kind} "${name}": a name is lower-case letters, digits and underscores`)
  if (registry.has(name)) throw new Error(`${kind} "${name}" is declared twice`)
  registry.set(name, value)
}

export function unknownModule(module: string, known: Iterable<string>): OperationError {
  return new OperationError('unknown_operation', `there is no module ${quote(module)}${suggestion(module, known)}`)
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 64))
}
