import type { Infer } from '@vlcp/struct'
import type { Meter, MeterBand } from '../../meter.ts'
import type { Modification } from '../../modification.ts'
import {
  type ofp_meter_band,
  ofp_meter_band_type as band,
  ofp_meter_flags as flag,
  ofp_meter_mod_command as command,
} from '../../v13/meter.ts'
import { checked } from './unsupported.ts'

type WireBand = Infer<typeof ofp_meter_band>

export type MeterModification = Extract<Modification, { readonly kind: 'add-meter' | 'modify-meter' | 'remove-meter' }>

function encodeBand(wanted: MeterBand): WireBand {
  const rate = checked('rate', wanted.rate, 32)
  const burst_size = checked('burst', wanted.burst ?? 0, 32)
  return wanted.type === 'drop'
    ? { type: band.OFPMBT_DROP, rate, burst_size }
    : { type: band.OFPMBT_DSCP_REMARK, rate, burst_size, prec_level: checked('levels', wanted.levels, 8) }
}

function decodeBand(wire: WireBand, hasBurst: boolean): MeterBand | undefined {
  const limit = hasBurst ? { rate: wire.rate, burst: wire.burst_size } : { rate: wire.rate }
  if (wire.type === band.OFPMBT_DROP) return { type: 'drop', ...limit }
  return wire.type === band.OFPMBT_DSCP_REMARK ? { type: 'dscp_remark', ...limit, levels: wire.prec_level } : undefined
}

const flagsOf = ({ unit, stats, bands }: Meter): number =>
  (unit === 'kbps' ? flag.OFPMF_KBPS : flag.OFPMF_PKTPS) |
  (bands.some(({ burst }) => burst !== undefined) ? flag.OFPMF_BURST : 0) |
  (stats === true ? flag.OFPMF_STATS : 0)

export interface WireMeter {
  flags: number
  meter_id: number
  bands: WireBand[]
}

/** A meter as the switch reports it; without bands of kinds that have no name here. */
export function decodeMeter({ flags, meter_id, bands }: WireMeter): Meter {
  const hasBurst = (flags & flag.OFPMF_BURST) !== 0
  return {
    id: meter_id,
    unit: (flags & flag.OFPMF_PKTPS) === 0 ? 'kbps' : 'pktps',
    ...((flags & flag.OFPMF_STATS) === 0 ? {} : { stats: true }),
    bands: bands.map((wire) => decodeBand(wire, hasBurst)).filter((one) => one !== undefined),
  }
}

/** A meter-mod but for its header; the same in OpenFlow 1.3 to 1.5. */
export function encodeMeterMod(change: MeterModification): WireMeter & { command: 0 | 1 | 2 } {
  const meter_id = checked('meter', change.meter.id, 32)
  if (change.kind === 'remove-meter') return { command: command.OFPMC_DELETE, flags: 0, meter_id, bands: [] }
  return {
    command: change.kind === 'add-meter' ? command.OFPMC_ADD : command.OFPMC_MODIFY,
    flags: flagsOf(change.meter),
    meter_id,
    bands: change.meter.bands.map(encodeBand),
  }
}

export function decodeMeterMod(mod: WireMeter & { command: number }): MeterModification | undefined {
  if (mod.command === command.OFPMC_DELETE) return { kind: 'remove-meter', meter: { id: mod.meter_id } }
  const meter = decodeMeter(mod)
  if (meter.bands.length !== mod.bands.length) return undefined
  if (mod.command === command.OFPMC_ADD) return { kind: 'add-meter', meter }
  return mod.command === command.OFPMC_MODIFY ? { kind: 'modify-meter', meter } : undefined
}
