import type { Meter, MeterBand } from '../../meter.ts'
import { METER_NAMES } from '../meter-name.ts'

function formatBand(band: MeterBand, burst: boolean): string {
  const size = burst ? ` burst_size=${band.burst ?? 0}` : ''
  return `type=${band.type} rate=${band.rate}${size}${band.type === 'drop' ? '' : ` prec_level=${band.levels}`}`
}

/** `controller`, `slowpath` and `all` by their names. */
export function formatMeterId(id: number): string {
  for (const [name, known] of METER_NAMES) if (known === id) return name
  return String(id)
}

/** A meter as `ovs-ofctl dump-meter` prints it, one band on a line. */
export function formatMeter({ id, unit, stats, bands }: Meter): string {
  const burst = bands.some((band) => (band.burst ?? 0) !== 0)
  const flags = [unit, ...(burst ? ['burst'] : []), ...(stats === true ? ['stats'] : [])].join(' ')
  return [`meter=${formatMeterId(id)} ${flags} bands=`, ...bands.map((band) => formatBand(band, burst))].join('\n')
}
