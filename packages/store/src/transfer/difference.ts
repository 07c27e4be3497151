/** What a change did to the text of a key, in words short enough for one line. */
export function describeDifference(before: string | null | undefined, after: string | null): string {
  if (before === undefined) return after === null ? 'deleted' : `now ${short(after)}`
  if (before === null) return after === null ? 'deleted' : `created ${short(after)}`
  if (after === null) return `deleted ${short(before)}`
  const [old, now] = [membersOf(before), membersOf(after)]
  if (old === undefined || now === undefined) return `${short(before)} → ${short(after)}`
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()
  const parts = names.flatMap((name) => describeMember(name, textOf(old[name]), textOf(now[name])))
  return parts.length === 0 ? 'written again as it was' : parts.join(', ')
}

function describeMember(name: string, before: string | undefined, after: string | undefined): string[] {
  if (before === after) return []
  if (after === undefined) return [`${name} gone (was ${short(before ?? '')})`]
  return [before === undefined ? `${name} ${short(after)}` : `${name} ${short(before)} → ${short(after)}`]
}

const longest = 80

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function membersOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
