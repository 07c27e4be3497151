import type { LifecycleOptions, SettingValues } from '@vlcp/server'
import type { VlcpSettings } from './settings.ts'

/** Longest times to stop, in milliseconds. */
export interface StopTimeouts {
  /** One part of a server: the API may use its whole deadline for running requests. */
  readonly part: number
  /** A worker: its API and its switches both have to finish. */
  readonly worker: number
  /** The supervisor of workers. */
  readonly supervisor: number
}

/** What follows from `web.closeTimeoutMs` for everything that waits for the API to close. */
export function stopTimeoutsOf(values: SettingValues<VlcpSettings>): StopTimeouts {
  const part = values['web.closeTimeoutMs'] + 5000
  return { part, worker: 2 * part, supervisor: 2 * part + 5000 }
}

/** Modules have deadlines of their own to start; this one is for a host that hangs all the same. */
export const lifecycleLimitsOf = (stopTimeoutMs: number): Omit<LifecycleOptions, 'logger'> => ({
  startTimeoutMs: 600_000,
  stopTimeoutMs,
})
