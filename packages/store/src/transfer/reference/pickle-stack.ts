import { instanceOf, isReferenceClass, PartCount, type ReferenceValue, ReferenceValueError } from './reference-value.ts'

/** A value while the pickle is being read: lists, sets and tuples are arrays, and may still grow. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | Instance
  | Callable

/** An instance of a class of the reference. Nothing of that class runs here: it is a name. */
export class Instance {
  readonly className: string
  state: Pickled = null

  constructor(className: string) {
    this.className = className
  }
}

/** A global that a pickle may name. */
export class Callable {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** What Python itself names in pickles of plain data, under the names of Python 2 and 3. */
const builtIn = new Set([
  'copy_reg._reconstructor',
  'copyreg._reconstructor',
  '__builtin__.object',
  'builtins.object',
  '__builtin__.set',
  'builtins.set',
  '__builtin__.frozenset',
  'builtins.frozenset',
  '_codecs.encode',
])

/** The only two things a pickle can reach: classes of the reference, and a few words for plain data. */
export function globalOf(module: string, name: string): Callable {
  const full = `${module}.${name}`
  if (!builtIn.has(full) && !isReferenceClass(full)) {
    throw new ReferenceValueError(`the pickle names ${full}, which is not data`)
  }
  return new Callable(full)
}

/** What calling a global with arguments gives, for the calls by which data is written. */
export function reduced(callable: Pickled | undefined, args: Pickled | undefined): Pickled {
  if (!(callable instanceof Callable) || !Array.isArray(args))
    throw new ReferenceValueError('the pickle calls no global')
  const { name } = callable
  const [first, second] = args
  if (name.endsWith('._reconstructor') && first instanceof Callable) return created(first)
  if (/\.(set|frozenset)$/.test(name) && builtIn.has(name)) return Array.isArray(first) ? [...first] : []
  if (name === '_codecs.encode' && typeof first === 'string' && second === 'latin1') return Buffer.from(first, 'latin1')
  if (!builtIn.has(name) && args.length === 0) return created(callable)
  throw new ReferenceValueError(`the pickle calls ${name}, which is not data`)
}

export function created(callable: Pickled | undefined): Instance {
  if (callable instanceof Callable && isReferenceClass(callable.name)) return new Instance(callable.name)
  throw new ReferenceValueError('the pickle makes an instance of something that is no class of the reference')
}

/** The finished value. A value may stand in several places, so what comes out is bounded and not only what goes in. */
export function toReferenceValue(value: Pickled | undefined, depth = 0, parts = new PartCount()): ReferenceValue {
  parts.add(depth)
  if (value === undefined || value instanceof Callable) throw new ReferenceValueError('the pickle is not data')
  const inner = (each: Pickled): ReferenceValue => toReferenceValue(each, depth + 1, parts)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, each]) => [nameOf(name), inner(each)]))
  if (value instanceof Instance) return instanceOf(value.className, inner(stateOf(value)))
  return value
}

/** Objects and sets of the reference pickled their state together with a flag. */
function stateOf({ state }: Instance): Pickled {
  return Array.isArray(state) && state.length === 2 && typeof state[1] === 'boolean' ? (state[0] ?? null) : state
}

function nameOf(name: Pickled): string {
  if (typeof name === 'string') return name
  if (typeof name === 'number' || typeof name === 'bigint') return String(name)
  throw new ReferenceValueError('a dictionary with names that are no text')
}
