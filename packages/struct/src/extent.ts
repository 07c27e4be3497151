import { definitionError } from './error.ts'
import type { Callback, Extent } from './node.ts'
import { IntType } from './type.ts'

/**
 * How long a variable part is (bytes, or items of an `array`):
 * - a number: always so many
 * - a name: as the earlier field of that name says; `count(u16)` and `byteLength(u16)` fields are computed on encoding
 * - an integer type: a prefix of that type stands in front
 * - a function of the fields before it
 */
export type ExtentArgument = number | string | IntType | ((fields: never) => number)

export function extentOf(name: string, argument: ExtentArgument | undefined): Extent {
  if (argument === undefined) return { by: 'rest' }
  if (typeof argument === 'string') return { by: 'field', field: argument }
  if (typeof argument === 'function') return { by: 'call', call: argument as Callback }
  if (argument instanceof IntType) return { by: 'prefix', node: argument.node }
  if (!Number.isSafeInteger(argument) || argument < 0) throw definitionError(name, `size ${argument} is not a size`)
  return { by: 'fixed', value: argument }
}

/** Size, lower bound and openness of a part of bytes with this extent. */
export function byteLayout(extent: Extent): { size: number | undefined; min: number; open: boolean } {
  return {
    size: extent.by === 'fixed' ? extent.value : undefined,
    min: extent.by === 'fixed' ? extent.value : extent.by === 'prefix' ? extent.node.size : 0,
    open: extent.by === 'rest',
  }
}

export function extentName(extent: Extent): string {
  switch (extent.by) {
    case 'fixed':
      return String(extent.value)
    case 'rest':
      return ''
    case 'field':
      return extent.field
    case 'prefix':
      return extent.node.name
    case 'call':
      return 'computed'
  }
}
