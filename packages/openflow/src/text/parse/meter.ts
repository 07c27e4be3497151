import type { Meter, MeterBand } from '../../meter.ts'
import { METER_MAX, METER_NAMES } from '../meter-name.ts'
import { fail, part, quoted, type Word, wordOf } from '../text-error.ts'
import { parseChoice } from './keywords.ts'
import { parseNumber } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'

interface Head {
  id?: number
  unit?: Meter['unit']
  burst?: boolean
  stats?: boolean
}

function parseId(value: Word): number {
  const named = METER_NAMES.get(value.text)
  if (named !== undefined) return named
  const id = parseNumber(value, 'meter', 32)
  if (id === 0 || id > METER_MAX) fail(value, `meters are 1 to ${METER_MAX}, slowpath, controller and all, not ${id}`)
  return id
}

function parseHead(head: Head, { key, value }: Pair): void {
  switch (key.text) {
    case 'meter':
      head.id = parseId(value)
      return
    case 'kbps':
    case 'pktps':
      if (head.unit !== undefined && head.unit !== key.text) fail(key, 'a meter counts kbps or pktps, not both')
      head.unit = key.text
      return
    case 'burst':
    case 'stats':
      head[key.text] = true
      return
    default:
      fail(key, `a meter has meter, kbps, pktps, burst, stats and bands, not ${quoted(key.text)}`)
  }
}

interface Band {
  readonly at: Word
  readonly type: MeterBand['type']
  rate?: number
  burst?: number
  levels?: number
}

function parseBandPair(bands: Band[], { key, value }: Pair): void {
  if (key.text === 'type') {
    bands.push({ at: key, type: parseChoice(value, 'type', ['drop', 'dscp_remark']) })
    return
  }
  const band = bands.at(-1)
  if (band === undefined) fail(key, 'a band begins with type')
  switch (key.text) {
    case 'rate':
      band.rate = parseNumber(value, 'rate', 32)
      return
    case 'burst_size':
      band.burst = parseNumber(value, 'burst_size', 32)
      return
    case 'prec_level':
      band.levels = parseNumber(value, 'prec_level', 8)
      return
    default:
      fail(key, `a band has type, rate, burst_size and prec_level, not ${quoted(key.text)}`)
  }
}

function checked({ at, type, rate = 0, burst = 0, levels = 0 }: Band, withBurst: boolean): MeterBand {
  if (rate === 0) fail(at, 'a band needs a rate above 0')
  if (withBurst && burst === 0) fail(at, 'with "burst" every band needs burst_size')
  if (!withBurst && burst !== 0) fail(at, 'burst_size is only allowed with "burst"')
  const limits = burst === 0 ? { rate } : { rate, burst }
  if (type === 'drop') return levels === 0 ? { type, ...limits } : fail(at, 'only dscp_remark has prec_level')
  return levels === 0 ? fail(at, 'dscp_remark needs prec_level') : { type, ...limits, levels }
}

/**
 * Reads a meter in the syntax of ovs-ofctl(8): `meter=1 kbps burst bands=type=drop rate=1000 burst_size=100`.
 *
 * @throws TextError that says which word is wrong and what is allowed
 */
export function parseMeter(text: string): Meter {
  const whole = wordOf(text)
  const start = text.indexOf('band')
  const equals = start < 0 ? -1 : text.indexOf('=', start)
  if (equals < 0) fail(part(whole, text.length), 'a meter needs bands=type=…')
  const head: Head = {}
  for (const pair of pairsOf(part(whole, 0, start))) parseHead(head, pair)
  const { id, unit, burst = false, stats } = head
  if (id === undefined) fail(whole, 'a meter needs meter=ID')
  if (unit === undefined) fail(whole, 'a meter needs kbps or pktps')
  const bands: Band[] = []
  for (const pair of pairsOf(part(whole, equals + 1))) parseBandPair(bands, pair)
  if (bands.length === 0) fail(part(whole, equals), 'a meter needs a band')
  const meter = { id, unit, bands: bands.map((band) => checked(band, burst)) }
  return stats === true ? { ...meter, stats } : meter
}
