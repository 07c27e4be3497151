import { createLogging, type Logging, type SettingValues } from '@vlcp/server'
import type { VlcpSettings } from './settings.ts'

/** The loggers the configuration asks for; `fields` become part of every record. */
export function loggingOf(values: SettingValues<VlcpSettings>, fields?: Readonly<Record<string, unknown>>): Logging {
  const format = values['log.format']
  const token = values['web.token']
  return createLogging({
    level: values['log.level'],
    levels: values['log.levels'],
    secrets: token === null ? [] : [token],
    ...(fields === undefined ? {} : { fields }),
    ...(format === 'auto' ? {} : { format }),
  })
}
