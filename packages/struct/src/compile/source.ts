/** Collects the lines of one generated function and the objects it refers to. */
export class Source {
  readonly #lines: string[] = []
  readonly bound: unknown[] = []
  readonly #hoisted: string[] = []
  #names = 0

  line(text: string): void {
    this.#lines.push(text)
  }

  fresh(prefix = 't'): string {
    return `${prefix}${this.#names++}`
  }

  /** Declares a constant and returns its name. */
  constant(expression: string): string {
    const name = this.fresh()
    this.line(`const ${name}=${expression};`)
    return name
  }

  /** Makes an object available to the generated code. */
  bind(value: unknown): string {
    const found = this.bound.indexOf(value)
    if (found >= 0) return `K${found}`
    this.bound.push(value)
    return `K${this.bound.length - 1}`
  }

  /** Declares a variable at the head of the function, visible in every block. */
  hoist(initial: string): string {
    const name = this.fresh('h')
    this.#hoisted.push(`let ${name}=${initial};`)
    return name
  }

  body(): string {
    return [...this.#hoisted, ...this.#lines].join('\n')
  }

  fail(condition: string): void {
    this.line(`if(${condition})throw F;`)
  }
}

/** A position known as a variable plus a constant. */
export interface Position {
  base: string
  add: number
}

export function text(position: Position): string {
  return position.add === 0 ? position.base : `${position.base}+${position.add}`
}

/** The distance from one position to another, as an expression. */
export function distance(from: Position, to: Position): string {
  if (from.base === to.base) return String(to.add - from.add)
  return `${text(to)}-(${text(from)})`
}

/** Property access. Names of definitions never reach the code other than through this and `keyText`. */
export function property(object: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${object}.${key}` : `${object}[${JSON.stringify(key)}]`
}

export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)
}
