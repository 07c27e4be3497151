import { custom, initial, StructError, type Type, withText } from '@vlcp/struct'
import { formatDumped } from './format-dumped.ts'

export interface OptionListForm<K extends string, S extends number> {
  /** The field that says which option it is. */
  readonly key: K
  /** Options of a single byte, without length: end of list, padding. */
  readonly single?: readonly S[]
  /** Each option but the first starts at a multiple of so many bytes; the last one is not filled up (RFC 9260, 3.2.1). */
  readonly startAt?: number
  /** The list takes a multiple of so many bytes, `before` bytes in front of it included; zeros are added when encoding. */
  readonly padTo?: number
  readonly before?: number
}

/** An option of a single byte. */
export type SingleOption<K extends string, S extends number> = { [P in K]: S }

/** The bytes from the first option on that cannot be read as one. */
export type MalformedOption<K extends string> = { [P in K]: -1 } & { data: Uint8Array }

export type OptionOf<T, K extends string, S extends number> =
  | T
  | (S extends unknown ? SingleOption<K, S> : never)
  | MalformedOption<K>

/** Lists inside options of lists: DHCPv6 relays. Deeper ones stay bytes. */
const maxDepth = 16
let depth = 0

/** One kind of option list: how its options are read and written. */
class OptionCodec<T extends object, K extends string, S extends number> {
  readonly #item: Type<T>
  readonly #key: K
  readonly #single: ReadonlySet<number>
  readonly #form: OptionListForm<K, S>

  constructor(item: Type<T>, form: OptionListForm<K, S>) {
    this.#item = item
    this.#key = form.key
    this.#single = new Set(form.single)
    this.#form = form
  }

  #code(option: OptionOf<T, K, S>): number {
    return Number((option as Record<string, unknown>)[this.#key])
  }

  #start(at: number): number {
    const { startAt = 1 } = this.#form
    return Math.ceil(at / startAt) * startAt
  }

  #padded(size: number): number {
    const { padTo = 1, before = 0 } = this.#form
    return Math.ceil((size + before) / padTo) * padTo - before
  }

  #sizeOfOne(option: OptionOf<T, K, S>): number {
    const code = this.#code(option)
    if (code === -1) return (option as MalformedOption<K>).data.length
    return this.#single.has(code) ? 1 : this.#item.sizeOf(option as T)
  }

  sizeOf(options: readonly OptionOf<T, K, S>[]): number {
    return this.#padded(options.reduce((sum, option) => this.#start(sum) + this.#sizeOfOne(option), 0))
  }

  write(options: readonly OptionOf<T, K, S>[], target: Uint8Array): void {
    let at = 0
    for (const option of options) {
      at = this.#start(at)
      const code = this.#code(option)
      if (this.#single.has(code)) target[at++] = code
      else if (code !== -1) at += this.#item.encodeInto(option as T, target, at)
      else {
        const { data } = option as MalformedOption<K>
        target.set(data, at)
        at += data.length
      }
    }
  }

  read(bytes: Uint8Array): OptionOf<T, K, S>[] {
    const options: OptionOf<T, K, S>[] = []
    for (let at = 0; at < bytes.length; at = this.#start(at)) {
      const code = bytes[at] ?? 0
      const single = this.#single.has(code)
      const parsed = single ? { value: { [this.#key]: code }, length: 1 } : attempt(this.#item, bytes, at)
      options.push((parsed?.value ?? { [this.#key]: -1, data: bytes.subarray(at) }) as OptionOf<T, K, S>)
      at += parsed?.length ?? bytes.length
    }
    return this.#withoutPadding(options, bytes.length)
  }

  /** Zeros at the end that encoding would add anyway are no options. */
  #withoutPadding(options: OptionOf<T, K, S>[], size: number): OptionOf<T, K, S>[] {
    if (!this.#single.has(0)) return options
    let kept = options.length
    for (let last = options[kept - 1]; last !== undefined && this.#code(last) === 0; last = options[kept - 1]) kept--
    return this.#padded(size - (options.length - kept)) === size ? options.slice(0, kept) : options
  }

  show(option: OptionOf<T, K, S>): string {
    const code = this.#code(option)
    if (code === -1) return `malformed ${Buffer.from((option as MalformedOption<K>).data).toString('hex')}`
    return this.#single.has(code) ? String(code) : formatDumped(this.#item.dump(option as T))
  }
}

/**
 * Options to the end of the region. One that is broken must not hide the header it belongs to: the bytes from there on become
 * a last item whose `key` is −1, and are encoded again as they were.
 */
export function optionList<T extends object, K extends string, const S extends number = never>(
  item: Type<T>,
  form: OptionListForm<K, S>,
): Type<OptionOf<T, K, S>[]> {
  const codec = new OptionCodec<T, K, S>(item, form)
  const list = custom<OptionOf<T, K, S>[]>({
    name: `options ${item.typeName}`,
    measure: (bytes) => bytes.length,
    read: (bytes) => codec.read(bytes),
    sizeOf: (options) => codec.sizeOf(options),
    write: (options, bytes) => codec.write(options, bytes),
  })
  const readable = withText(list, {
    format: (options) => `[${options.map((option) => codec.show(option)).join(', ')}]`,
    parse() {
      throw new TypeError('options cannot be read from text')
    },
  })
  return initial(readable, () => [])
}

function attempt<T>(item: Type<T>, bytes: Uint8Array, at: number): { value: T; length: number } | undefined {
  if (depth >= maxDepth) return undefined
  depth++
  try {
    const parsed = item.parse(bytes, at)
    return parsed.need === undefined ? parsed : undefined
  } catch (error) {
    if (error instanceof StructError) return undefined
    throw error
  } finally {
    depth--
  }
}
