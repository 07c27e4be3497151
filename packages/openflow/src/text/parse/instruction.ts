import type { Action } from '../../action/action.ts'
import type { Instruction } from '../../action/instruction.ts'
import type { Match } from '../../match/match.ts'
import { fail, part, quoted, type Word, wordOf } from '../text-error.ts'
import { actionsOf } from './action.ts'
import { parseUnknown } from './control-actions.ts'
import { parseBig, parseNumber, parseTable } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'

const WHOLE_METADATA = 0xffff_ffff_ffff_ffffn

function parseWriteMetadata(value: Word): Instruction {
  const slash = value.text.indexOf('/')
  const metadata = parseBig(slash < 0 ? value : part(value, 0, slash), 'write_metadata', 64)
  const mask = slash < 0 ? WHOLE_METADATA : parseBig(part(value, slash + 1), 'the mask of write_metadata', 64)
  return { type: 'write_metadata', metadata, mask }
}

/** Where each stands in the list that is executed; actions are 1. */
const ORDER = new Map<string, number>([
  ['meter', 0],
  ['clear_actions', 2],
  ['write_actions', 3],
  ['write_metadata', 4],
  ['goto_table', 5],
  ['unknown_instruction', 6],
])
const ACTIONS_ORDER = 1
const UNKNOWN_ORDER = 6

function parseInstruction(name: string, value: Word, match: Match): Instruction {
  switch (name) {
    case 'meter':
      return { type: 'meter', meter: parseNumber(value, 'meter', 32) }
    case 'clear_actions':
      return { type: 'clear_actions' }
    case 'write_actions':
      return { type: 'write_actions', actions: actionsOf(pairsOf(value), value, match, 'write_actions', 1) }
    case 'write_metadata':
      return parseWriteMetadata(value)
    case 'goto_table':
      return { type: 'goto_table', table: parseTable(value, 'goto_table') }
    default:
      return { type: 'unknown', bytes: parseUnknown(value) }
  }
}

/** Whether a pair is an instruction: a meter is one only in front of the actions, behind them it is an action. */
const orderOf = ({ key }: Pair, last: number): number => {
  const order = ORDER.get(key.text.toLowerCase())
  return order === undefined || (order === 0 && last === ACTIONS_ORDER) ? ACTIONS_ORDER : order
}

function checkOrder(order: number, last: number, key: Word, lastName: string): void {
  if (order > last || (order === last && (order === ACTIONS_ORDER || order === UNKNOWN_ORDER))) return
  if (order === last) fail(key, `${quoted(key.text)} is stated twice`)
  fail(key, `${quoted(key.text)} must stand in front of ${lastName}`)
}

const isDrop = ({ key }: Pair): boolean => key.text.toLowerCase() === 'drop'

/** Reads what stands behind `actions=`; `match` is what the packets are known to be. */
export function instructionsOf(list: Word, match: Match): readonly Instruction[] {
  const pairs = pairsOf(list)
  const actions: Pair[] = []
  const others: { readonly order: number; readonly instruction: Instruction }[] = []
  let last = -1
  let lastName = ''
  for (const pair of pairs) {
    const name = pair.key.text.toLowerCase()
    if (name === 'apply_actions') fail(pair.key, 'apply_actions goes without saying: write its actions alone')
    const order = isDrop(pair) ? last : orderOf(pair, last)
    if (!isDrop(pair)) checkOrder(order, last, pair.key, lastName)
    if (isDrop(pair) || order === ACTIONS_ORDER) actions.push(pair)
    else others.push({ order, instruction: parseInstruction(name, pair.value, match) })
    last = order
    lastName = name
  }
  const drop = actions.find(isDrop)
  if (drop !== undefined && others.length > 0) fail(drop.key, '"drop" stands alone, without any instruction')
  return assemble(actionsOf(actions, list, match), others)
}

function assemble(
  actions: readonly Action[],
  others: readonly { readonly order: number; readonly instruction: Instruction }[],
): readonly Instruction[] {
  const of = (wanted: (order: number) => boolean): readonly Instruction[] =>
    others.filter(({ order }) => wanted(order)).map(({ instruction }) => instruction)
  const applied: readonly Instruction[] = actions.length === 0 ? [] : [{ type: 'apply_actions', actions }]
  return [...of((order) => order < ACTIONS_ORDER), ...applied, ...of((order) => order > ACTIONS_ORDER)]
}

/**
 * Reads what stands behind `actions=` in ovs-ofctl(8): `ct(commit,zone=1),goto_table:3`. Actions become one `apply_actions`.
 *
 * @throws TextError that says which word is wrong and what is allowed
 */
export const parseActions = (text: string): readonly Instruction[] => instructionsOf(wordOf(text), {})
