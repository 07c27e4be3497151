export type ModuleErrorCode =
  | 'source' // a file or package cannot be imported, or does not export one module
  | 'declaration' // a class declares something impossible
  | 'conflict' // two modules with one name, or with one public operation
  | 'cycle' // modules that depend on each other
  | 'unknown' // no such module, or it is not loaded
  | 'dependency' // a module it needs has failed
  | 'load' // its own load failed
  | 'unload' // it did not end well
  | 'timeout' // it took too long
  | 'reload' // some of the modules to reload could not be
  | 'state' // not possible in the state it is in
  | 'closed' // the host is closing

/** What is in the way of a module. `cause` is the error of the module itself, or of the module it needs. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError'
  readonly code: ModuleErrorCode

  constructor(code: ModuleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** What started it all: the error at the end of the chain of causes. */
  get origin(): unknown {
    return this.cause instanceof ModuleError ? this.cause.origin : (this.cause ?? this)
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** One error for all of a list: itself if it is the only one. */
export function joined(code: ModuleErrorCode, errors: readonly unknown[]): unknown {
  if (errors.length < 2) return errors[0]
  return new ModuleError(code, errors.map(messageOf).join('\n'), { cause: new AggregateError(errors) })
}
