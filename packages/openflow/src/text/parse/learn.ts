import type { Action } from '../../action/action.ts'
import type { LearnAction, LearnSource, LearnSpecification } from '../../action/learn.ts'
import { bitRange, type Subfield } from '../../action/subfield.ts'
import { DEFAULT_PRIORITY } from '../../flow.ts'
import { fieldByName } from '../../match/fields.ts'
import { fieldByAnyName } from '../field-names.ts'
import { fail, quoted, suggestion, type Word } from '../text-error.ts'
import { aroundArrow } from './arrow.ts'
import { parseTarget } from './field-actions.ts'
import { parseBig, parseNumber, parseTable } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'
import { parseSubfield } from './subfield.ts'
import { allOnes, parseFieldValue } from './value.ts'

const DEFAULT_TABLE = 1

/** The field in front of the bits, whatever is wrong with those. */
const isField = (word: Word): boolean => fieldByAnyName(word.text.split('[', 1)[0] ?? '') !== undefined

const isNumber = (word: Word): boolean => /^[0-9]/.test(word.text)

function sameWidth(word: Word, source: Subfield, target: Subfield): LearnSource {
  const [read, written] = [bitRange(source).bits, bitRange(target).bits]
  if (read !== written) fail(word, `${quoted(word.text)} has ${read} bits, its target ${written}`)
  return { source }
}

function parseMatched(key: Word, value: Word): LearnSpecification {
  const target = parseSubfield(key)
  if (value.text === '') return { kind: 'match', target, source: target }
  if (isField(value)) return { kind: 'match', target, ...sameWidth(value, parseSubfield(value), target) }
  const { field: name, start, bits } = bitRange(target)
  const field = fieldByName(name)
  if (start !== 0 || bits !== (name === 'in_port' ? 16 : field.bits)) {
    return { kind: 'match', target, value: parseBig(value, key.text, bits) }
  }
  const known = parseFieldValue(field, value)
  if (known.mask !== allOnes(field.bits)) fail(value, 'learn compares whole values, without a mask')
  return { kind: 'match', target, value: known.value }
}

function parseSpecification({ key, value }: Pair): LearnSpecification {
  if (key.text === 'output') return { kind: 'output', source: parseSubfield(value) }
  if (key.text === 'load') {
    const [from, to] = aroundArrow(value, 'load')
    const target = parseTarget(to)
    return isNumber(from)
      ? { kind: 'load', target, value: parseBig(from, to.text, bitRange(target).bits) }
      : { kind: 'load', target, ...sameWidth(from, parseSubfield(from), target) }
  }
  if (isField(key)) return parseMatched(key, value)
  const names = ['load', 'output', ...Object.keys(NUMBERS), 'table', 'cookie', 'result_dst']
  return fail(key, `learn has no argument or field ${quoted(key.text)}${suggestion(key.text, names)}`)
}

const NUMBERS: Readonly<Record<string, readonly [name: keyof LearnAction, bits: number]>> = {
  priority: ['priority', 16],
  idle_timeout: ['idleTimeoutS', 16],
  hard_timeout: ['hardTimeoutS', 16],
  fin_idle_timeout: ['finIdleTimeoutS', 16],
  fin_hard_timeout: ['finHardTimeoutS', 16],
  limit: ['limit', 32],
}

function parseResult(word: Word): Subfield {
  const result = parseTarget(word)
  return bitRange(result).bits === 1 ? result : fail(word, `result_dst is one bit, ${quoted(word.text)} has more`)
}

/** One argument that is not a specification; undefined for one that is. */
function parseOption({ key, value }: Pair): Partial<LearnAction> | undefined {
  const number = Object.hasOwn(NUMBERS, key.text) ? NUMBERS[key.text] : undefined
  if (number !== undefined) {
    const [name, bits] = number
    const given = parseNumber(value, key.text, bits)
    return given === 0 && name !== 'priority' ? {} : { [name]: given }
  }
  switch (key.text) {
    case 'table': {
      const table = parseTable(value, 'the table of learn')
      return table === 255 ? fail(value, 'learn cannot write to table 255') : { table }
    }
    case 'cookie': {
      const cookie = parseBig(value, 'cookie', 64)
      return cookie === 0n ? {} : { cookie }
    }
    case 'send_flow_rem':
      return { sendFlowRemoved: true }
    case 'delete_learned':
      return { deleteLearned: true }
    case 'result_dst':
      return { result: parseResult(value) }
    default:
      return undefined
  }
}

export function parseLearn(list: Word): Action {
  const specifications: LearnSpecification[] = []
  let options: Partial<LearnAction> = {}
  for (const pair of pairsOf(list)) {
    const option = parseOption(pair)
    if (option === undefined) specifications.push(parseSpecification(pair))
    else options = { ...options, ...option }
  }
  return { type: 'learn', table: DEFAULT_TABLE, priority: DEFAULT_PRIORITY, ...options, specifications }
}
