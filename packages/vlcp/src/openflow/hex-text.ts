/** Bytes, or what is no hexadecimal text and where, in bytes from its start. */
export type HexText =
  | { readonly bytes: Uint8Array }
  | { readonly bytes?: undefined; readonly error: string; readonly offset: number }

/**
 * Reads hexadecimal digits as people paste them: in groups or not, separated by white space, colons or commas, with `0x` in
 * front of the whole or of each group.
 */
export function parseHex(text: string): HexText {
  let digits = ''
  for (const { 0: group, index } of text.matchAll(/[^\s:,]+/g)) {
    const hasPrefix = /^0x/i.test(group)
    const found = hasPrefix ? group.slice(2) : group
    const wrong = found.search(/[^\da-f]/i)
    const offset = Math.floor((digits.length + Math.max(wrong, 0)) / 2)
    if (wrong >= 0) {
      const at = index + group.length - found.length + wrong
      return { error: `${quote(text, at)} at character ${at + 1} is no hexadecimal digit`, offset }
    }
    // White space may stand anywhere, as in a line that was wrapped, but these say where a byte begins.
    const isWhole = found.length > 0 && found.length % 2 === 0
    if (!isWhole && (hasPrefix || isJoined(text, index, group.length)))
      return { error: `"${group.slice(0, 20)}" at character ${index + 1} is no whole number of bytes`, offset }
    digits += found
  }
  if (digits === '') return { error: 'there are no hexadecimal digits', offset: 0 }
  if (digits.length % 2 !== 0)
    return { error: `${digits.length} hexadecimal digits are an odd number`, offset: (digits.length - 1) / 2 }
  return { bytes: Buffer.from(digits, 'hex') }
}

function quote(text: string, at: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

function isJoined(text: string, index: number, length: number): boolean {
  return /[:,]/.test(`${text[index - 1] ?? ''}${text[index + length] ?? ''}`)
}
