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

/**
 * Options to the end of the region. One that is broken must not hide the header it belongs to: the bytes from there on become
 * a last item whose `key` is −1, and are encoded again as they were.
 */
export function optionList<T extends object, K extends string, const S extends number = never>(
  item: Type<T>,
  form: OptionListForm<K, S>,
): Type<OptionOf<T, K, S>[]> {
  type Item = OptionOf<T, K, S>
  const { padTo = 1, before = 0, startAt = 1 } = form
  const start = (at: number): number => Math.ceil(at / startAt) * startAt
  const single: ReadonlySet<number> = new Set(form.single)
  const padded = (size: number): number => Math.ceil((size + before) / padTo) * padTo - before
  const codeOf = (option: Item): unknown => (option as Record<string, unknown>)[form.key]
  const isSingle = (option: Item): boolean => single.has(codeOf(option) as number)

  function sizeOf(option: Item): number {
    if (codeOf(option) === -1) return (option as MalformedOption<K>).data.length
    return isSingle(option) ? 1 : item.sizeOf(option as T)
  }

  function write(option: Item, target: Uint8Array, at: number): number {
    if (isSingle(option)) target[at] = Number(codeOf(option))
    else if (codeOf(option) === -1) target.set((option as MalformedOption<K>).data, at)
    else return item.encodeInto(option as T, target, at)
    return sizeOf(option)
  }

  function read(bytes: Uint8Array): Item[] {
    const options: Item[] = []
    for (let at = 0; at < bytes.length; at = start(at)) {
      const code = bytes[at] ?? 0
      const parsed = single.has(code) ? { value: { [form.key]: code } as Item, length: 1 } : attempt(item, bytes, at)
      options.push(parsed?.value ?? ({ [form.key]: -1, data: bytes.subarray(at) } as Item))
      at += parsed?.length ?? bytes.length
    }
    return withoutPadding(options, bytes.length)
  }

  /** Zeros at the end that encoding would add anyway are no options. */
  function withoutPadding(options: Item[], size: number): Item[] {
    let kept = options.length
    while (kept > 0 && codeOf(options[kept - 1] as Item) === 0 && single.has(0)) kept--
    const used = size - (options.length - kept)
    return padded(used) === size ? options.slice(0, kept) : options
  }

  const list = custom<Item[]>({
    name: `options ${item.typeName}`,
    measure: (bytes) => bytes.length,
    read,
    sizeOf: (options) => padded(options.reduce((sum, option) => start(sum) + sizeOf(option), 0)),
    write(options, bytes) {
      let at = 0
      for (const option of options) at = start(at) + write(option, bytes, start(at))
    },
  })
  const show = (option: Item): string => {
    if (codeOf(option) === -1) return `malformed ${Buffer.from((option as MalformedOption<K>).data).toString('hex')}`
    return isSingle(option) ? String(codeOf(option)) : formatDumped(item.dump(option as T))
  }
  const readable = withText(list, {
    format: (options) => `[${options.map(show).join(', ')}]`,
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
