import { OperationError } from '../errors.ts'
import { discoverOperation } from '../discovery.ts'
import { suggestion } from '../nearest-name.ts'
import type { CallContext, Operation } from '../operation.ts'
import { compileValidator, type Validate } from '../validation.ts'
import type { StreamItem } from './protocol.ts'
import type { TObject } from 'typebox'

/** What an operation of a console learns of its request. */
export interface ConsoleContext extends CallContext {
  /** Sends something before the result. Waits while the console does not read. */
  readonly emit: (item: StreamItem) => Promise<void>
}

interface Entry {
  readonly operation: Operation
  readonly validate: Validate<TObject>
}

/** What can be asked for through a console. They are no operations of a module, so that no other way leads to them. */
export class ConsoleOperations {
  readonly #entries: ReadonlyMap<string, Entry>

  constructor(operations: readonly Operation[]) {
    const discover = discoverOperation({ name: 'console', summary: 'A console', operations })
    this.#entries = new Map(
      [...operations, discover].map((each) => [
        each.name,
        { operation: each, validate: compileValidator(each.params) },
      ]),
    )
  }

  /** Rejects with an OperationError for what cannot be asked for. */
  async run(name: string, params: unknown, context: ConsoleContext): Promise<unknown> {
    const entry = this.#entries.get(name)
    if (entry === undefined) {
      const known = suggestion(name, this.#entries.keys())
      throw new OperationError('unknown_operation', `there is no operation ${JSON.stringify(name)}${known}`, 'op')
    }
    return entry.operation.run(entry.validate(params), context)
  }
}
