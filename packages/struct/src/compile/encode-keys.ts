/** Which properties a value must have, and the check that it has no others. */
import { property } from './source.ts'
import type { ValueField } from '../value/fields.ts'
import type { Frame } from './frame.ts'
import type { Source } from './source.ts'

/**
 * Counting the properties is the cheapest way to notice one that the definition does not have. `surplus`: what encodes a
 * value that has `_extra`, for a function that does not.
 */
export function encodeKeys(
  source: Source,
  frame: Frame,
  fields: readonly ValueField[],
  extra: 'needed' | 'allowed' | 'none',
  surplus?: string,
): void {
  const x = frame.object
  const required = fields.filter((field) => !field.optional).length + (extra === 'needed' ? 1 : 0)
  const count = source.fresh('c')
  // Elsewhere the first field that is read notices.
  if (required === 0) source.fail(`typeof ${x}!=='object'||${x}===null`)
  source.line(`let ${count}=0;for(const k in ${x})${count}++;`)
  const optional = fields.filter((field) => field.optional).map(({ key }) => `(${property(x, key)}!==undefined?1:0)`)
  const known = source.bind(new Set([...fields.map(({ key }) => key), ...(extra === 'none' ? [] : ['_extra'])]))
  source.line(`if(${count}!==${[String(required), ...optional].join('+')}){if(!R.known(${x},${known}))throw F;`)
  if (surplus !== undefined) source.line(`if(${x}._extra!==undefined)return ${surplus}.encode(${x},d,o,cap);`)
  source.line('}')
}
