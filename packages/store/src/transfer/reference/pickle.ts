import {
  decodeInteger,
  decodeString,
  parseInteger,
  parseQuoted,
  parseRawUnicode,
  PickleReader,
} from './pickle-reader.ts'
import { created, globalOf, Instance, type Pickled, reduced, toReferenceValue } from './pickle-stack.ts'
import { type ReferenceValue, ReferenceValueError } from './reference-value.ts'

/** Every pickle ends with the opcode for its end, and no JSON text ends so. */
export function isPickle(bytes: Uint8Array): boolean {
  return bytes.at(-1) === 0x2e
}

/**
 * Reads a pickle of any protocol as data. Nothing in it is ever executed: opcodes are words for plain values, the only
 * globals are names of classes of the reference, and everything else is refused by its name.
 *
 * @throws ReferenceValueError
 */
export function decodePickle(bytes: Uint8Array): ReferenceValue {
  return new PickleMachine(bytes).run()
}

/** Opcodes that need more than data, by the names of Python's `pickletools`. */
const refusedOpcodes: Readonly<Record<string, string>> = {
  i: 'INST',
  o: 'OBJ',
  P: 'PERSID',
  Q: 'BINPERSID',
  '\x82': 'EXT1',
  '\x83': 'EXT2',
  '\x84': 'EXT4',
  '\x92': 'NEWOBJ_EX',
  '\x96': 'BYTEARRAY8',
  '\x97': 'NEXT_BUFFER',
  '\x98': 'READONLY_BUFFER',
}

class PickleMachine {
  readonly #reader: PickleReader
  #stack: Pickled[] = []
  /** The stacks below the marks. */
  readonly #below: Pickled[][] = []
  readonly #memo = new Map<number, Pickled>()

  constructor(bytes: Uint8Array) {
    this.#reader = new PickleReader(bytes)
  }

  run(): ReferenceValue {
    for (;;) {
      const opcode = String.fromCharCode(this.#reader.byte())
      if (opcode === '.') return toReferenceValue(this.#stack.pop())
      const value = this.#scalar(opcode)
      if (value !== undefined) this.#stack.push(value)
      else if (!this.#structure(opcode) && !this.#memory(opcode)) throw this.#unknown(opcode)
    }
  }

  /** Opcodes that push one value which they hold themselves. */
  #scalar(opcode: string): Pickled | undefined {
    const r = this.#reader
    switch (opcode) {
      case 'N':
        return null
      case '\x88':
        return true
      case '\x89':
        return false
      case 'I':
      case 'L':
        return parseInteger(r.line().toString('latin1'))
      case 'J':
        return r.int32()
      case 'K':
        return r.byte()
      case 'M':
        return r.uint16()
      case '\x8a':
        return decodeInteger(r.take(r.byte()))
      case '\x8b':
        return decodeInteger(r.take(r.uint32()))
      case 'F':
        return Number(r.line().toString('latin1'))
      case 'G':
        return r.double()
      case 'S':
        return parseQuoted(r.line())
      case 'T':
        return decodeString(r.take(r.uint32()))
      case 'U':
        return decodeString(r.take(r.byte()))
      case 'V':
        return parseRawUnicode(r.line())
      case 'X':
        return r.take(r.uint32()).toString()
      case '\x8c':
        return r.take(r.byte()).toString()
      case '\x8d':
        return r.take(r.length8()).toString()
      case 'B':
        return Buffer.from(r.take(r.uint32()))
      case 'C':
        return Buffer.from(r.take(r.byte()))
      case '\x8e':
        return Buffer.from(r.take(r.length8()))
      case 'c':
        return globalOf(r.line().toString(), r.line().toString())
      default:
        return undefined
    }
  }

  /** Opcodes that build values out of those on the stack. */
  #structure(opcode: string): boolean {
    switch (opcode) {
      case '}':
        return this.#push(new Map())
      case ']':
      case ')':
      case '\x8f':
        return this.#push([])
      case 'd':
        return this.#push(new Map(pairs(this.#untilMark())))
      case 'l':
      case 't':
      case '\x91':
        return this.#push(this.#untilMark())
      case '\x85':
        return this.#push(this.#pop(1))
      case '\x86':
        return this.#push(this.#pop(2))
      case '\x87':
        return this.#push(this.#pop(3))
      case 's':
        return this.#setItems(this.#pop(2))
      case 'u':
        return this.#setItems(this.#untilMark())
      case 'a':
        return this.#append(this.#pop(1))
      case 'e':
      case '\x90':
        return this.#append(this.#untilMark())
      case '\x93':
        return this.#stackGlobal()
      case 'R':
        return this.#call(reduced)
      case '\x81':
        return this.#call(newObject)
      case 'b':
        return this.#build()
      default:
        return false
    }
  }

  /** Opcodes about the stack, the memo and the pickle itself. */
  #memory(opcode: string): boolean {
    const r = this.#reader
    switch (opcode) {
      case '\x80':
        r.byte()
        return true
      case '\x95':
        r.length8()
        return true
      case '(':
        this.#below.push(this.#stack)
        this.#stack = []
        return true
      case '0':
        this.#pop(1)
        return true
      case '1':
        this.#untilMark()
        return true
      case '2':
        return this.#push(this.#top())
      case 'p':
        return this.#remember(Number(r.line().toString('latin1')))
      case 'q':
        return this.#remember(r.byte())
      case 'r':
        return this.#remember(r.uint32())
      case '\x94':
        return this.#remember(this.#memo.size)
      case 'g':
        return this.#recall(Number(r.line().toString('latin1')))
      case 'h':
        return this.#recall(r.byte())
      case 'j':
        return this.#recall(r.uint32())
      default:
        return false
    }
  }

  #push(value: Pickled): true {
    this.#stack.push(value)
    return true
  }

  #pop(count: number): Pickled[] {
    if (this.#stack.length < count) throw new ReferenceValueError('the pickle takes what it has not put')
    return this.#stack.splice(this.#stack.length - count, count)
  }

  #top(): Pickled {
    const top = this.#stack.at(-1)
    if (top === undefined) throw new ReferenceValueError('the pickle takes what it has not put')
    return top
  }

  #untilMark(): Pickled[] {
    const items = this.#stack
    const below = this.#below.pop()
    if (below === undefined) throw new ReferenceValueError('the pickle has no mark where it needs one')
    this.#stack = below
    return items
  }

  #setItems(items: readonly Pickled[]): true {
    const map = this.#top()
    if (!(map instanceof Map)) throw new ReferenceValueError('the pickle puts an item into what is no dictionary')
    for (const [name, value] of pairs(items)) map.set(name, value)
    return true
  }

  #append(items: readonly Pickled[]): true {
    const list = this.#top()
    if (!Array.isArray(list)) throw new ReferenceValueError('the pickle appends to what is no list')
    for (const item of items) list.push(item)
    return true
  }

  #call(make: (callable: Pickled | undefined, args: Pickled | undefined) => Pickled): true {
    const [callable, args] = this.#pop(2)
    return this.#push(make(callable, args))
  }

  #stackGlobal(): true {
    const [module, name] = this.#pop(2)
    if (typeof module !== 'string' || typeof name !== 'string') throw new ReferenceValueError('a global without a name')
    return this.#push(globalOf(module, name))
  }

  #build(): true {
    const [state = null] = this.#pop(1)
    const instance = this.#top()
    if (!(instance instanceof Instance)) throw new ReferenceValueError('the pickle gives a state to what is no object')
    instance.state = state
    return true
  }

  #remember(place: number): true {
    this.#memo.set(place, this.#top())
    return true
  }

  #recall(place: number): true {
    const value = this.#memo.get(place)
    if (value === undefined) throw new ReferenceValueError('the pickle recalls what it has not remembered')
    return this.#push(value)
  }

  #unknown(opcode: string): ReferenceValueError {
    const code = opcode.charCodeAt(0).toString(16).padStart(2, '0')
    const name = refusedOpcodes[opcode] ?? 'unknown'
    return new ReferenceValueError(`the opcode ${name} (0x${code}) at ${this.#reader.offset - 1} is not for data`)
  }
}

function newObject(callable: Pickled | undefined, args: Pickled | undefined): Pickled {
  if (!Array.isArray(args) || args.length > 0)
    throw new ReferenceValueError('the pickle makes an object with arguments')
  return created(callable)
}

function pairs(items: readonly Pickled[]): [Pickled, Pickled][] {
  if (items.length % 2 !== 0) throw new ReferenceValueError('the pickle has a name without a value')
  const all: [Pickled, Pickled][] = []
  for (let i = 0; i < items.length; i += 2) all.push([items[i] ?? null, items[i + 1] ?? null])
  return all
}
