import type { Action, EncapProperty } from '../../action/action.ts'
import { ENCAPSULATIONS, NSH_CLASS, NSH_MD_TYPE, NSH_TLV } from '../encapsulation.ts'
import { fail, part, quoted, suggestion, type Word } from '../text-error.ts'
import { parseNumber, parseOctets } from './number.ts'
import { type Pair, pairsOf, wordsOf } from './pairs.ts'

function hexOf(word: Word | undefined, list: Word): Uint8Array {
  if (word === undefined || !word.text.startsWith('0x')) {
    fail(word ?? list, 'the value of a property is written 0x and pairs of hexadecimal digits')
  }
  return parseOctets(part(word, 2), 'a property')
}

function parseProperty({ key, value }: Pair): EncapProperty {
  const [first = value, second = value, third] = wordsOf(value)
  switch (key.text) {
    case 'md_type': {
      const type = parseNumber(value, 'md_type', 8)
      if (type < 1 || type > 2) fail(value, `md_type is 1 or 2, not ${type}`)
      return { propertyClass: NSH_CLASS, propertyType: NSH_MD_TYPE, data: Uint8Array.of(type) }
    }
    case 'tlv': {
      const [tlvClass, type] = [parseNumber(first, 'the class of tlv', 16), parseNumber(second, 'the type of tlv', 8)]
      const bytes = hexOf(third, value)
      const data = Uint8Array.of(tlvClass >>> 8, tlvClass & 255, type, bytes.length, ...bytes)
      return { propertyClass: NSH_CLASS, propertyType: NSH_TLV, data }
    }
    case 'property':
      return {
        propertyClass: parseNumber(first, 'the class of a property', 16),
        propertyType: parseNumber(second, 'the type of a property', 8),
        data: hexOf(third, value),
      }
    default:
      return fail(key, `encap has the properties md_type and tlv, not ${quoted(key.text)}`)
  }
}

export function parseEncap(list: Word): Action {
  const [pair, more] = pairsOf(list)
  const names = [...ENCAPSULATIONS.keys()]
  if (pair === undefined) fail(list, `encap needs a header: ${names.join(', ')}`)
  if (more !== undefined) fail(more.key, 'encap adds one header')
  const { key, value } = pair
  const known = ENCAPSULATIONS.get(key.text)
  if (known === undefined && !key.text.startsWith('0x')) {
    fail(key, `encap adds ${names.join(', ')}, not ${quoted(key.text)}${suggestion(key.text, names)}`)
  }
  const packetType = known ?? parseNumber(key, 'encap', 32)
  const properties = pairsOf(value).map(parseProperty)
  return properties.length === 0 ? { type: 'encap', packetType } : { type: 'encap', packetType, properties }
}

/** Open vSwitch's packet type (0,0xfffe): the next one is what the removed header says. ovs-actions(7), decap. */
const USE_NEXT_PROTO = 0x0000_fffe

export function parseDecap(list: Word): Action {
  const [pair, more] = pairsOf(list)
  if (more !== undefined) fail(more.key, `decap has no argument ${quoted(more.key.text)}`)
  if (pair === undefined) return { type: 'decap' }
  const [space, type] = pairsOf(pair.value)
  if (pair.key.text !== 'packet_type' || space?.key.text !== 'ns' || type?.key.text !== 'type') {
    fail(pair.key, 'decap is written decap() or decap(packet_type(ns=N,type=N))')
  }
  const packetType = parseNumber(space.value, 'ns', 16) * 0x1_0000 + parseNumber(type.value, 'type', 16)
  return packetType === USE_NEXT_PROTO ? { type: 'decap' } : { type: 'decap', packetType }
}
