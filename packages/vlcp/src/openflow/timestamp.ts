const nsPerSecond = 1_000_000_000n

/** The last second a `Date` knows. */
const lastSecond = 8_640_000_000_000n

/** ISO 8601 in UTC with microseconds, or nanoseconds where there are any; undefined beyond what a calendar holds. */
export function formatTimestamp(timestampNs: bigint): string | undefined {
  const fraction = ((timestampNs % nsPerSecond) + nsPerSecond) % nsPerSecond
  const seconds = (timestampNs - fraction) / nsPerSecond
  if (seconds > lastSecond || seconds < -lastSecond) return undefined
  const digits = String(fraction).padStart(9, '0').replace(/000$/, '')
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}.${digits}Z`
}
