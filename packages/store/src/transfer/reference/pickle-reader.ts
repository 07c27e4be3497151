import { ReferenceValueError } from './reference-value.ts'

/** Reads the arguments of opcodes, never past the end. */
export class PickleReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get offset(): number {
    return this.#offset
  }

  /** The next bytes, as they lie in the pickle. */
  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#offset) throw new ReferenceValueError('the pickle is cut off')
    const start = this.#offset
    this.#offset += length
    return this.#bytes.subarray(start, this.#offset)
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  uint16(): number {
    return this.take(2).readUInt16LE()
  }

  int32(): number {
    return this.take(4).readInt32LE()
  }

  uint32(): number {
    return this.take(4).readUInt32LE()
  }

  /** A length of eight bytes; no pickle here is long enough for more than a safe integer. */
  length8(): number {
    const length = this.take(8).readBigUInt64LE()
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new ReferenceValueError('the pickle is cut off')
    return Number(length)
  }

  double(): number {
    return this.take(8).readDoubleBE()
  }

  /** The bytes up to the end of the line, which is left out. */
  line(): Buffer {
    const end = this.#bytes.indexOf(0x0a, this.#offset)
    if (end < 0) throw new ReferenceValueError('the pickle is cut off')
    const line = this.take(end - this.#offset)
    this.#offset++
    return line
  }
}

/** The longest integer in bytes; the reference stores microseconds and addresses. */
const longestInteger = 64

/** Two's complement, the lowest byte first. */
export function decodeInteger(bytes: Buffer): number | bigint {
  if (bytes.length > longestInteger) throw new ReferenceValueError(`an integer of ${bytes.length} bytes`)
  if (bytes.length === 0) return 0
  const digits = Buffer.from(bytes).reverse().toString('hex')
  return narrow(BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`)))
}

/** Decimal digits as in a Python literal; `00` and `01` were booleans before protocol 2. */
export function parseInteger(text: string): number | bigint | boolean {
  if (text === '00' || text === '01') return text === '01'
  if (!/^[+-]?\d{1,150}L?$/.test(text)) throw new ReferenceValueError(`"${text.slice(0, 20)}" is no integer`)
  return narrow(BigInt(text.replace(/[+L]/g, '')))
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** What Python 2 called a string: text where it is UTF-8, else bytes. */
export function decodeString(bytes: Buffer): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Buffer.from(bytes)
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' }

/** The quoted form that Python 2 gave a string in protocol 0. */
export function parseQuoted(line: Buffer): string | Uint8Array {
  const [, , inner] = /^(['"])(.*)\1$/s.exec(line.toString('latin1')) ?? []
  if (inner === undefined) throw new ReferenceValueError('a string without quotes')
  const text = inner.replaceAll(/\\(x[0-9a-fA-F]{2}|.)/gs, (whole, what: string) =>
    what.length > 1 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : (escapes[what] ?? whole),
  )
  return decodeString(Buffer.from(text, 'latin1'))
}

/** The form of protocol 0 for text: Latin-1, and `\u` for the rest. */
export function parseRawUnicode(line: Buffer): string {
  return line
    .toString('latin1')
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short?: string, long?: string) => {
      const code = Number.parseInt(short ?? long ?? '', 16)
      if (code > 0x10ffff) throw new ReferenceValueError('a character beyond Unicode')
      return String.fromCodePoint(code)
    })
}
