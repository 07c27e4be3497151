import { definitionError } from './error.ts'
import { byteLayout, extentName, extentOf } from './extent.ts'
import type { ExtentArgument } from './extent.ts'
import type { Extent } from './node.ts'
import { Type } from './type.ts'

/** So many items: `array(u8, 4)`, `array(ofp_port, 'n_ports')`, `array(u16, u8)` with the count as a prefix. */
export function array<T>(item: Type<T>, count: ExtentArgument): Type<T[]> {
  const extent = extentOf('array', count)
  const { node } = item
  if (node.open && !(extent.by === 'fixed' && extent.value <= 1))
    throw definitionError(`array of ${node.name}`, 'its items do not end by themselves')
  const fixed = extent.by === 'fixed' ? extent.value : undefined
  return new Type({
    kind: 'array',
    name: `${node.name}[${extentName(extent)}]`,
    size: fixed === undefined || node.size === undefined ? undefined : fixed * node.size,
    min: fixed === undefined ? byteLayout(extent).min : fixed * node.min,
    open: fixed !== undefined && fixed > 0 && node.open,
    item: node,
    extent,
    unit: 'items',
  })
}

/**
 * Items until the bytes are used up. `size` says how many bytes: `list(ofp_action, 'actions_len')`; without it the list
 * goes to the end of the enclosing region.
 */
export function list<T>(item: Type<T>, size?: ExtentArgument): Type<T[]> {
  const extent: Extent = extentOf('list', size)
  const { node } = item
  if (node.open) throw definitionError(`list of ${node.name}`, 'its items do not end by themselves')
  const { min, open } = byteLayout(extent)
  const name = `${node.name}[]${extentName(extent) === '' ? '' : ` in ${extentName(extent)} bytes`}`
  return new Type({ kind: 'array', name, size: undefined, min, open, item: node, extent, unit: 'bytes' })
}
