import { joinParts } from './write-parts.ts'
import type { Line, Part } from './write-parts.ts'

/** Collects the lines of one generated function and the objects it refers to. */
export class Source {
  readonly #lines: Line[] = []
  readonly bound: unknown[] = []
  readonly #hoisted: string[] = []
  #names = 0

  line(text: string): void {
    this.#lines.push({ kind: 'code', text })
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

  /** Declares a constant that is taken from the value being encoded, not from bytes. */
  read(expression: string): string {
    const name = this.fresh()
    this.#lines.push({ kind: 'check', text: `const ${name}=${expression};` })
    return name
  }

  /** Throws on a condition that does not depend on bytes being written. */
  check(condition: string, thrown: 'F' | 'G' = 'F'): void {
    this.#lines.push({ kind: 'check', text: `if(${condition})throw ${thrown};` })
  }

  /** Adds bytes to be written, which may be joined with those beside them. */
  put(part: Part): void {
    this.#lines.push({ kind: 'part', part })
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
    return [...this.#hoisted, ...joinParts(this.#lines)].join('\n')
  }

  fail(condition: string): void {
    this.line(`if(${condition})throw F;`)
  }
}

/** Property access. Names of definitions never reach the code other than through this and `keyText`. */
export function property(object: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${object}.${key}` : `${object}[${JSON.stringify(key)}]`
}

export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)
}

/** A value of the definition, written into the code where that is possible. */
export function literal(source: Source, value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'bigint') return `${value}n`
  return source.bind(value)
}
