import { LiteralError, parseLiteral } from '@vlcp/literal'
import { isDeepStrictEqual } from 'node:util'
import { ConfigurationError } from './errors.ts'
import { allKeys, type GivenValue } from './given-value.ts'
import { type KnownKeys, type Meaning, meanings } from './meaning.ts'
import { formatOrigin, type Origin } from './origin.ts'
import type { Setting } from './setting.ts'
import { checkValue, type CheckedValue } from './value.ts'

/** What a source gives to a setting, translated and validated, or the sentence that says what is wrong with it. */
export type GivenSetting = CheckedValue & { readonly key: string; readonly origin: Origin }

/** Reads what one source gives to these settings. Two values of one key are a problem, unless they are the same. */
export function readGivenSettings(source: readonly GivenValue[], known: KnownKeys): GivenSetting[] {
  const first = new Map<string, GivenSetting>()
  return meanings(source, known).flatMap((each): GivenSetting[] => {
    const declared = each.kind === 'setting' ? known.settings[each.key] : undefined
    if (each.kind !== 'setting' || declared === undefined) return []
    const read = readOne(each, declared, source)
    const before = first.get(read.key)
    if (before === undefined) first.set(read.key, read)
    if (before === undefined || 'problem' in read) return [read]
    if ('value' in before && isDeepStrictEqual(before.value, read.value)) return []
    const { key, origin } = read
    return [
      { key, origin, problem: `${formatOrigin(origin)}: ${key} has a value already: ${formatOrigin(before.origin)}` },
    ]
  })
}

type Given = Meaning & { readonly kind: 'setting' }

function readOne({ key, given, row }: Given, declared: Setting, source: readonly GivenValue[]): GivenSetting {
  const origin: Origin = given.key === key ? given.origin : { ...given.origin, as: given.key }
  try {
    const translated = row?.translate?.(literalOf(given), (other) => valueOf(other, source)) ?? { value: given.read() }
    if ('refused' in translated)
      return { key, origin, problem: `${formatOrigin(origin)}: ${key}: ${translated.refused}` }
    const text = given.text && (row?.translate === undefined || typeof translated.value === 'string')
    return { key, origin, ...checkValue(declared, { key, value: translated.value, origin, text }) }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return { key, origin, problem: error.message }
  }
}

/** The value of another key, for a translation that depends on it; undefined if the source does not have it. */
function valueOf(key: string, source: readonly GivenValue[]): unknown {
  return allKeys(source)
    .find((each) => each.key === key)
    ?.read()
}
