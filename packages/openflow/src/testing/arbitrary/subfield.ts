import fc from 'fast-check'
import type { Action } from '../../action/action.ts'
import type { Subfield } from '../../action/subfield.ts'
import { isMaskable, isWritable } from '../../match/field-access.ts'
import { type Field, fieldByName, FIELDS } from '../../match/fields.ts'
import { fieldNumber, narrow } from './field.ts'

export const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

/** Fields that need no prerequisite, so that any flow may write them. */
export const FREE: readonly Field[] = FIELDS.filter(
  ({ name }) =>
    (/^(?:x{0,2}reg\d+|eth_(?:src|dst)|metadata|tunnel_id|pkt_mark|tun_ipv[46]_(?:src|dst))$/.test(name) ||
      /^tun_gbp_(?:id|flags)$/.test(name)) &&
    isWritable(name),
)

const bitsOf = (field: Field, count: number): fc.Arbitrary<Subfield> => {
  const start = fc.integer({ min: 0, max: field.bits - count })
  return start.map((at) =>
    count === field.bits ? { field: field.name } : { field: field.name, start: at, bits: count },
  )
}

export const subfield = fc
  .constantFrom(...FREE)
  .chain((field) => fc.integer({ min: 1, max: field.bits }).chain((count) => bitsOf(field, count)))
export const narrowSubfield = fc
  .constantFrom(...FREE)
  .chain((field) => fc.integer({ min: 1, max: Math.min(64, field.bits) }).chain((count) => bitsOf(field, count)))
export const bit = fc.constantFrom(...FREE.filter(({ bits }) => bits > 1)).chain((field) => bitsOf(field, 1))

export const widthOf = ({ field, bits }: Subfield): number => bits ?? fieldByName(field).bits
export const sameWidth = (count: number): fc.Arbitrary<Subfield> =>
  fc.constantFrom(...FREE.filter(({ bits }) => bits >= count)).chain((field) => bitsOf(field, count))
export const valueOf = (target: Subfield): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(widthOf(target))) - 1n })

export const setOf = (fields: readonly Field[], masked = true): fc.Arbitrary<Action> =>
  fc.constantFrom(...fields).chain((field) =>
    fc
      .tuple(fieldNumber(field), masked ? optional(fieldNumber(field)) : fc.constant(undefined))
      .map(([value, mask]): Action => {
        const ones = (1n << BigInt(field.bits)) - 1n
        const partly = mask !== undefined && mask !== 0n && mask !== ones && isMaskable(field.name)
        const set = {
          type: 'set_field',
          field: field.name,
          value: narrow(field.bits, partly ? value & mask : value),
        } as const
        return partly ? { ...set, mask: narrow(field.bits, mask) } : set
      }),
  )
