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

type GivenMeaning = Meaning & { readonly kind: 'setting' }

/** Reads what one source gives to these settings. */
export function readGivenSettings(source: readonly GivenValue[], known: KnownKeys): GivenSetting[] {
  const reader = new SettingReader(source)
  return meanings(source, known).flatMap((each) => {
    const declared = each.kind === 'setting' ? known.settings[each.key] : undefined
    return each.kind === 'setting' && declared !== undefined ? (reader.read(each, declared) ?? []) : []
  })
}

/** Reads the values of one source, in its order. */
export class SettingReader {
  readonly #source: readonly GivenValue[]
  readonly #first = new Map<string, GivenSetting>()

  constructor(source: readonly GivenValue[]) {
    this.#source = source
  }

  /** A second value of one key is a problem; undefined if it is the same as the first. */
  read(meaning: GivenMeaning, declared: Setting): GivenSetting | undefined {
    const read = this.#readOne(meaning, declared)
    const before = this.#first.get(read.key)
    if (before === undefined) this.#first.set(read.key, read)
    if (before === undefined || 'problem' in read) return read
    if ('value' in before && isDeepStrictEqual(before.value, read.value)) return undefined
    const { key, origin } = read
    const problem = `${formatOrigin(origin)}: ${key} has a value already: ${formatOrigin(before.origin)}`
    return { key, origin, problem }
  }

  #readOne({ key, given, row }: GivenMeaning, declared: Setting): GivenSetting {
    const origin: Origin = given.key === key ? given.origin : { ...given.origin, as: given.key }
    try {
      if (row?.translate === undefined) {
        return { key, origin, ...checkValue(declared, { key, value: given.read(), origin, text: given.text }) }
      }
      const translated = row.translate(literalOf(given), (other) => this.#valueOf(other))
      if ('refused' in translated) {
        return { key, origin, problem: `${formatOrigin(origin)}: ${key}: ${translated.refused}` }
      }
      const text = given.text && typeof translated.value === 'string'
      return { key, origin, ...checkValue(declared, { key, value: translated.value, origin, text }) }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      return { key, origin, problem: error.message }
    }
  }

  /** The value of another key, for a translation that depends on it; undefined if the source does not have it. */
  #valueOf(key: string): unknown {
    const given = allKeys(this.#source).find((each) => each.key === key)
    return given === undefined ? undefined : literalOf(given)
  }
}

/** The value of a key of the reference. A command line has literals, or text for whose quotes nobody would care. */
export function literalOf(given: GivenValue): unknown {
  const value = given.read()
  if (!given.text || typeof value !== 'string') return value
  try {
    return parseLiteral(value)
  } catch (error) {
    if (error instanceof LiteralError) return value
    throw error
  }
}
