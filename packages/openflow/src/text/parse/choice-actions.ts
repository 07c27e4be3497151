import type { Action, HashFields } from '../../action/action.ts'
import type { Subfield } from '../../action/subfield.ts'
import { fail, part, quoted, type Word } from '../text-error.ts'
import type { ActionReaders } from './action-reader.ts'
import { parseChoice } from './keywords.ts'
import { parseNumber, parsePort } from './number.ts'
import { wordsOf } from './pairs.ts'
import { parseSubfield } from './subfield.ts'

const HASH_FIELDS = [
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
  'symmetric_l3',
] as const satisfies readonly HashFields[]

/** The words in front of the members, and the members. */
function membersOf(value: Word): readonly [readonly Word[], readonly number[]] {
  const found = /(?:members|slaves)[: ]/i.exec(value.text)
  if (found === null) fail(value, 'a bundle ends with members:PORT,…')
  const members = wordsOf(part(value, found.index + found[0].length), ', []')
  return [wordsOf(part(value, 0, found.index)), members.map((member) => parsePort(member, 'members'))]
}

function parseBundle(value: Word, type: 'bundle' | 'bundle_load'): Action {
  const [words, members] = membersOf(value)
  const [fields, basis, algorithm, kind, target, more] = words
  if (fields === undefined || basis === undefined || algorithm === undefined || kind === undefined) {
    fail(value, `${type} is written ${type}(FIELDS,BASIS,ALGORITHM,ofport,…members:PORT,…)`)
  }
  const into: { target?: Subfield } = {}
  if (type === 'bundle_load') into.target = parseSubfield(target ?? fail(value, 'bundle_load needs a field to load'))
  const unexpected = type === 'bundle' ? target : more
  if (unexpected !== undefined) fail(unexpected, `${type} has no argument ${quoted(unexpected.text)}`)
  parseChoice(kind, 'the kind of members', ['ofport'])
  return {
    type,
    fields: parseChoice(fields, 'fields', HASH_FIELDS),
    basis: parseNumber(basis, 'basis', 16),
    algorithm: parseChoice(algorithm, 'algorithm', ['active_backup', 'hrw']),
    ...into,
    members,
  }
}

function parseMultipath(value: Word): Action {
  const [fields, basis, algorithm, links, argument, target, more] = wordsOf(value)
  if (links === undefined || argument === undefined || target === undefined || more !== undefined) {
    fail(value, 'multipath is written multipath(FIELDS,BASIS,ALGORITHM,LINKS,ARGUMENT,FIELD[…])')
  }
  const count = parseNumber(links, 'links', 32)
  if (count < 1 || count > 65_536) fail(links, `multipath has 1 to 65536 links, not ${count}`)
  const into = parseSubfield(target)
  if (into.bits !== undefined && into.bits < 16 && count > 2 ** into.bits) {
    fail(target, `${into.bits} bits cannot tell ${count} links apart`)
  }
  return {
    type: 'multipath',
    fields: parseChoice(fields ?? value, 'fields', HASH_FIELDS),
    basis: parseNumber(basis ?? value, 'basis', 16),
    algorithm: parseChoice(algorithm ?? value, 'algorithm', ['modulo_n', 'hash_threshold', 'hrw', 'iter_hash']),
    links: count,
    argument: parseNumber(argument, 'argument', 32),
    target: into,
  }
}

/** Actions that choose by a hash of the packet. */
export const CHOICE_ACTIONS: ActionReaders = [
  ['bundle', (value) => parseBundle(value, 'bundle')],
  ['bundle_load', (value) => parseBundle(value, 'bundle_load')],
  ['multipath', parseMultipath],
]
