import type { Action, ConntrackAction } from '../../action/action.ts'
import type { NatAction, NatRange } from '../../action/conntrack.ts'
import { fail, part, quoted, type Word } from '../text-error.ts'
import type { ActionContext, ActionReaders } from './action-reader.ts'
import { parseChoice, readKeywords } from './keywords.ts'
import { parseNumber, parseTable } from './number.ts'
import { parseSubfield } from './subfield.ts'
import { ipv4Of, ipv6Of } from './value.ts'

function parseRange<T extends number | bigint>(word: Word, what: string, read: (word: Word) => T): NatRange<T> {
  const dash = word.text.indexOf('-')
  if (dash < 0) return { first: read(word) }
  const range = { first: read(part(word, 0, dash)), last: read(part(word, dash + 1)) }
  if (range.last < range.first) fail(word, `${what} ${quoted(word.text)} ends before it begins`)
  return range.last === range.first ? { first: range.first } : range
}

const withoutBrackets = (word: Word): Word => (/^\[.*\]$/.test(word.text) ? part(word, 1, word.text.length - 1) : word)

/** Where the ports begin: behind the only colon of IPv4 addresses, or behind the bracket of IPv6 addresses. */
function portColon(text: string): number {
  if (text.includes(']')) return text.lastIndexOf(']') + 1 < text.length ? text.lastIndexOf(']') + 1 : -1
  const colon = text.indexOf(':')
  return colon < 0 || text.indexOf(':', colon + 1) >= 0 ? -1 : colon
}

type Target = Pick<NatAction, 'addresses' | 'ports'>

function parseAddresses(word: Word): Target {
  if (word.text === '') return {}
  if (!/[:[]/.test(word.text)) {
    return { addresses: parseRange(word, 'the range', (address) => Number(ipv4Of(address))) }
  }
  return { addresses: parseRange(word, 'the range', (address) => ipv6Of(withoutBrackets(address))) }
}

function parseTranslation(word: Word): Target {
  const colon = portColon(word.text)
  if (colon < 0) return parseAddresses(word)
  if (word.text.charAt(colon) !== ':') fail(part(word, colon), 'ports follow an address after ":"')
  const ports = parseRange(part(word, colon + 1), 'the ports', (port) => parseNumber(port, 'a port', 16))
  return { ...parseAddresses(part(word, 0, colon)), ports }
}

function parseNat(value: Word): Action {
  let nat: NatAction = { type: 'nat' }
  const translate = (kind: 'src' | 'dst') => (word: Word) => {
    if (nat.kind !== undefined && nat.kind !== kind) fail(word, 'nat has src or dst, not both')
    nat = { ...nat, kind, ...parseTranslation(word) }
  }
  const select = (selection: 'hash' | 'random') => (word: Word) => {
    if (nat.selection !== undefined && nat.selection !== selection) fail(word, 'nat has hash or random, not both')
    nat = { ...nat, selection }
  }
  readKeywords(value, 'nat', {
    src: translate('src'),
    dst: translate('dst'),
    persistent: () => {
      nat = { ...nat, persistent: true }
    },
    hash: select('hash'),
    random: select('random'),
  })
  if (nat.kind === undefined && Object.keys(nat).length > 1) fail(value, 'nat needs src or dst for its other arguments')
  return nat
}

function parseConntrack(value: Word, context: ActionContext): Action {
  let action: ConntrackAction = { type: 'ct' }
  const actions: Action[] = []
  readKeywords(value, 'ct', {
    commit: () => {
      action = { ...action, commit: true }
    },
    force: () => {
      action = { ...action, force: true }
    },
    table: (word) => {
      action = { ...action, table: parseTable(word, 'the table of ct') }
      if (action.table === 255) fail(word, 'ct cannot go on in table 255')
    },
    zone: (word) => {
      const zone = /^[0-9]/.test(word.text) ? parseNumber(word, 'zone', 16) : parseSubfield(word)
      if (zone !== 0) action = { ...action, zone }
    },
    alg: (word) => {
      action = { ...action, alg: parseChoice(word, 'alg', ['ftp', 'tftp']) }
    },
    nat: (word) => {
      actions.push(parseNat(word))
    },
    exec: (word) => {
      actions.push(...context.nested(word, 'ct'))
    },
  })
  if (action.force === true && action.commit !== true) fail(value, '"force" is only allowed together with "commit"')
  return actions.length === 0 ? action : { ...action, actions }
}

export const CONNTRACK_ACTIONS: ActionReaders = [
  ['ct', parseConntrack],
  ['nat', parseNat],
  ['ct_clear', () => ({ type: 'ct_clear' })],
]
