import Type, { type TString } from 'typebox'

/** Longest id in characters; with its escapes it fits several times into a storage key. */
export const longestId = 128
/** Longest part of the identity of a physical port, which has four of them. */
export const longestPortPart = 96

/** Neither control characters nor halves of surrogate pairs: what can be printed, and stored as UTF-8. */
const printable = '(?:[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])'

export interface TextOptions {
  /** 0 allows the empty text. Default 1. */
  readonly least?: 0 | 1
  /** Longest text in characters. */
  readonly most: number
  readonly default?: string
  readonly description?: string
}

/**
 * Text of a bounded length that can stand in a log line.
 *
 * @param title What it is, for error messages: `expected <title>, received …`
 */
export function printableText(title: string, { least = 1, most, ...rest }: TextOptions): TString {
  return Type.String({ title, maxLength: most, pattern: `^${printable}${least === 0 ? '*' : '+'}$`, ...rest })
}

/** The identity of an object. */
export const idText = printableText(`an id of 1 to ${longestId} characters without control characters`, {
  most: longestId,
})
