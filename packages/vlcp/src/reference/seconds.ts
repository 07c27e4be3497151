import type { Translation } from '@vlcp/server'

export function secondsToMs(value: unknown): Translation {
  if (value === null) return { refused: 'it cannot be left without a value' }
  return typeof value === 'number' ? { value: Math.round(value * 1000) } : { refused: 'expected seconds as a number' }
}
