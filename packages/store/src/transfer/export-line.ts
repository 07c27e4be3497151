import { formatCanonical } from '../canonical-json.ts'

/**
 * The file of `vlcp store export`: JSON Lines that a person can read, `grep` and compare.
 *
 *     {"format":"vlcp-store","version":1,"driver":"embedded","revision":7,"clock":1795000000000,"count":1,"sum":…}
 *     {"key":"viperflow.logicalport.p","revision":5,"value":{"network":"n"},"sum":…}
 *     {"count":1,"contents":"…","sha256":"…"}
 *
 * A header, one line per key in the order of the UTF-8 bytes, a trailer. `sum` is the CRC-32 of all lines up to this one
 * without their sums, so damage is found on the line where it is; `sha256` is that of all lines before the trailer.
 * `contents` is that of keys and values alone: stores that hold the same have the same, whatever their driver and
 * their revisions.
 */
export const exportFormat = 'vlcp-store'
/** Raised when an older VLCP could misread a file. */
export const exportVersion = 1

/** What a file says of the store it came from. */
export interface ExportHeader {
  /** Name of the driver. */
  readonly driver: string
  /** The revision as of which everything was read. */
  readonly revision: number
  /** The storage's clock at the export, milliseconds since 1970. */
  readonly clock: number
  /** How many keys follow. */
  readonly count: number
}

export interface ExportedEntry {
  readonly key: string
  readonly text: string
  /** The commit that wrote the key last, in the store that was exported. */
  readonly revision: number
}

/** What the last line says. */
export interface ExportTrailer {
  readonly count: number
  /** SHA-256 of keys and values, hexadecimal. */
  readonly contents: string
  /** SHA-256 of all lines before, with their line ends, hexadecimal. */
  readonly sha256: string
}

export function formatHeader({ driver, revision, clock, count }: ExportHeader): string {
  return JSON.stringify({ format: exportFormat, version: exportVersion, driver, revision, clock, count })
}

/** A value in canonical JSON stands there as it is; every other text, ours or damaged, as text, so none is changed. */
export function formatEntry({ key, text, revision }: ExportedEntry): string {
  const value = canonicalValue(text)
  return JSON.stringify(value === undefined ? { key, revision, text } : { key, revision, value: value.parsed })
}

export function formatTrailer(trailer: ExportTrailer): string {
  return JSON.stringify(trailer)
}

/** What is hashed for `contents`; neither a key nor a value can be mistaken for the other. */
export function contentsLine({ key, text }: Pick<ExportedEntry, 'key' | 'text'>): string {
  return `${JSON.stringify([key, text])}\n`
}

const sumForm = /^(.*),"sum":(\d{1,10})\}$/su

/** A line with its sum. */
export function withSum(line: string, sum: number): string {
  return `${line.slice(0, -1)},"sum":${sum}}`
}

/** The line as it was before {@link withSum}; undefined when it has no sum. */
export function splitSum(line: string): { readonly line: string; readonly sum: number } | undefined {
  const [, head, digits] = sumForm.exec(line) ?? []
  return head === undefined ? undefined : { line: `${head}}`, sum: Number(digits) }
}

/** The value whose canonical form this text is, if it is one. */
function canonicalValue(text: string): { readonly parsed: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return formatCanonical(parsed) === text ? { parsed } : undefined
  } catch {
    return undefined
  }
}
