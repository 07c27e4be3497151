import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { isMaskable } from '../match/field-access.ts'
import { plainMatch } from '../match/plain.ts'
import { type Field, FIELDS } from '../match/fields.ts'
import type { Match } from '../match/match.ts'
import { arbitraryAction } from '../testing/arbitrary/action.ts'
import { fieldNumber, narrow } from '../testing/arbitrary/field.ts'
import { arbitraryFlow, arbitraryGroup, arbitraryInstructions, arbitraryMeter } from '../testing/arbitrary/flow.ts'
import { arbitraryMatch } from '../testing/arbitrary/match.ts'
import { formatFlow } from './format/flow.ts'
import { formatGroup } from './format/group.ts'
import { formatInstructions } from './format/instruction.ts'
import { formatMatch } from './format/match.ts'
import { formatMeter } from './format/meter.ts'
import { parseFlow } from './parse/flow.ts'
import { parseGroup } from './parse/group.ts'
import { parseActions } from './parse/instruction.ts'
import { parseMatch } from './parse/match.ts'
import { parseMeter } from './parse/meter.ts'
import { TextError } from './text-error.ts'

const unknown = fc.record({
  header: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 8 }),
})

const withUnknown: fc.Arbitrary<Match> = fc
  .tuple(arbitraryMatch(), fc.array(unknown, { maxLength: 2 }))
  .map(([match, fields]) => (fields.length === 0 ? match : { ...match, unknown: fields }))

const TWOFOLD = FIELDS.filter(({ name }) => /^(?:x?xreg|reg\d$|vlan_|nw_tos|packet_type|ct_state|ip_frag)/.test(name))

const wanted = (field: Field): fc.Arbitrary<Match> =>
  fc.tuple(fieldNumber(field), fieldNumber(field), fc.boolean()).map(([value, mask, whole]) => {
    const number = narrow(field.bits, value)
    return {
      [field.name]: whole || !isMaskable(field.name) ? number : { value: number, mask: narrow(field.bits, mask) },
    }
  })

const twofold = fc
  .subarray(TWOFOLD)
  .chain((fields) => fc.tuple(...fields.map(wanted)))
  .map((parts) => parts.reduce<Match>((match, part) => ({ ...match, ...part }), { eth_type: 0x0800 }))

const flow = arbitraryFlow(arbitraryMatch(), arbitraryInstructions(arbitraryAction))

describe('what is printed reads as it was', () => {
  const runs = { numRuns: 2000 }

  test.prop([withUnknown], runs)('matches', (match) => {
    expect(parseMatch(formatMatch(match))).toEqual(match)
  })

  test.prop([twofold], runs)('matches that say things twice, in plain form', (match) => {
    const plain = plainMatch(match)
    expect(plainMatch(plain)).toEqual(plain)
    expect(formatMatch(plain)).toBe(formatMatch(match))
    expect(parseMatch(formatMatch(match))).toEqual(plain)
  })

  test.prop([arbitraryInstructions(arbitraryAction)], runs)('instructions and actions', (instructions) => {
    expect(parseActions(formatInstructions(instructions))).toEqual(instructions)
  })

  test.prop([flow, fc.integer({ min: 0, max: 254 })], runs)('flows', (base, table) => {
    const written = { ...base, table }
    expect(parseFlow(formatFlow(written))).toEqual(written)
  })

  test.prop([arbitraryGroup(arbitraryAction)], runs)('groups', (group) => {
    expect(parseGroup(formatGroup(group))).toEqual(group)
  })

  test.prop([arbitraryMeter], runs)('meters', (meter) => {
    expect(parseMeter(formatMeter(meter))).toEqual(meter)
  })
})

describe('a text of any words', () => {
  const word = fc.constantFrom(
    ...'tcp ip arp nw_dst= tp_dst=80 10.0.0.0/8 actions= ct( ) ( , ->reg0[] load:1 learn( output:3 0x ::1 reg0[ ] = : / bucket= type=all group_id=1 meter=1 kbps bands= - + \t'.split(
      ' ',
    ),
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 20 }).map((words) => words.join('')),
  )

  test.prop([text], { numRuns: 5000 })('is read, or refused with a place in it', (words) => {
    for (const parse of [parseMatch, parseActions, parseFlow, parseGroup, parseMeter]) {
      try {
        parse(words)
      } catch (error) {
        if (!(error instanceof TextError)) throw error
        expect(error.position).toBeGreaterThanOrEqual(0)
        expect(error.position).toBeLessThanOrEqual(words.length)
      }
    }
  })
})
