/** Which properties a value must have, and the check that it has no others. */
import { property } from './source.ts'
import type { ValueField } from '../value/fields.ts'
import type { Frame } from './frame.ts'
import type { Source } from './source.ts'

/**
 * Counting the properties is the cheapest way to notice one that the definition does not have. Returns the variable that
 * says whether there is anything unusual, such as `_extra`.
 */
export function encodeKeys(
  source: Source,
  frame: Frame,
  fields: readonly ValueField[],
  extra: 'needed' | 'allowed' | 'none',
): string {
  const x = frame.object
  const required = fields.filter((field) => !field.optional).length + (extra === 'needed' ? 1 : 0)
  const count = source.fresh('c')
  // Elsewhere the first field that is read notices.
  if (required === 0) source.fail(`typeof ${x}!=='object'||${x}===null`)
  source.line(`let ${count}=0;for(const k in ${x})${count}++;`)
  const optional = fields.filter((field) => field.optional).map(({ key }) => `(${property(x, key)}!==undefined?1:0)`)
  const more = source.constant(`${count}!==${[String(required), ...optional].join('+')}`)
  const known = source.bind(new Set([...fields.map(({ key }) => key), ...(extra === 'none' ? [] : ['_extra'])]))
  source.fail(`${more}&&!R.known(${x},${known})`)
  return more
}
