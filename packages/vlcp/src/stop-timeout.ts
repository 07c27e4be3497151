import type { SettingValues } from '@vlcp/server'
import type { VlcpSettings } from './settings.ts'

/** Longest time one part of the server may take to stop: the API may use its whole deadline for running requests. */
export function stopTimeoutOf(values: SettingValues<VlcpSettings>): number {
  return values['web.closeTimeoutMs'] + 5000
}
