/**
 * The one place where text becomes code. Names of definitions enter that text only as property names, quoted by
 * `JSON.stringify` where they are not identifiers (see source.ts); data never enters it.
 */

/** A function with these parameters and this body. Throws where the runtime forbids code generation. */
export function generate(parameters: readonly string[], body: string): (...values: unknown[]) => unknown {
  return new Function(...parameters, body) as (...values: unknown[]) => unknown
}

/** Whether this runtime lets us: not under `--disallow-code-generation-from-strings` or a Content Security Policy. */
export function canGenerate(): boolean {
  try {
    return generate([], 'return 1')() === 1
  } catch {
    return false
  }
}
