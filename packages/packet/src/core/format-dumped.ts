import type { Dumped } from '@vlcp/struct'

/** Dumped values on one line, text without quotes: `{ kind: MSS, mss: 1460 }`. */
export function formatDumped(data: Dumped): string {
  if (typeof data === 'string') return printable(data)
  if (typeof data !== 'object') return String(data)
  if (Array.isArray(data)) return `[${(data as readonly Dumped[]).map(formatDumped).join(', ')}]`
  const fields = Object.entries(data).map(([key, value]) => `${key}: ${formatDumped(value)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** Text of a peer on our terminal: control characters are shown as escapes, lone surrogates too. */
function printable(text: string): string {
  if (text === '') return '""'
  return text.replaceAll(
    /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
