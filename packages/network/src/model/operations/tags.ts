import { OperationError } from '@vlcp/server'
import Type from 'typebox'
import type { NumberRange } from '../allocation/number-pool.ts'
import { type Attribute, type AttributeMap, integerAttribute, type Item } from '../attributes.ts'
import type { PhysicalNetwork } from '../objects/physical-network.ts'
import type { NetworkType, TagSpace } from '../types/index.ts'

/** The attributes by which the types tell logical networks apart: `vlanid`. */
export function tagAttributes(types: readonly NetworkType[]): AttributeMap {
  const tags = types.flatMap(({ tag }) => (tag === undefined ? [] : [tag]))
  return Object.fromEntries(tags.map((tag) => [tag.attribute, integerAttribute(tag.first, tag.last, 'is refused')]))
}

/** The attributes that say which tags a physical network has: `vlanrange`. */
export function rangeAttributes(types: readonly NetworkType[]): AttributeMap {
  const tags = types.flatMap(({ tag }) => (tag === undefined ? [] : [tag]))
  return Object.fromEntries(tags.map((tag) => [tag.rangeAttribute, rangeAttribute(tag)]))
}

/**
 * The network type of an item.
 *
 * @throws OperationError `unsupported` when no such type is loaded; `invalid` when the item sets an attribute of another
 */
export function typeFor(
  types: readonly NetworkType[],
  name: string,
  item: Item,
  field: (name: string) => string,
  typeField = 'type',
): NetworkType {
  const type = types.find((candidate) => candidate.name === name)
  if (type === undefined) {
    const known = types.map((candidate) => candidate.name).join(', ')
    throw new OperationError(
      'unsupported',
      `network type ${name} is not supported; there are ${known}`,
      field(typeField),
    )
  }
  for (const { tag } of types) {
    if (tag === undefined || tag === type.tag) continue
    for (const attribute of [tag.attribute, tag.rangeAttribute]) {
      if (item[attribute] === undefined || attribute === type.tag?.attribute || attribute === type.tag?.rangeAttribute)
        continue
      const message = `${field(attribute)}: a network of type ${name} has no ${attribute}`
      throw new OperationError('invalid', message, field(attribute))
    }
  }
  return type
}

/** The ranges a physical network chooses tags from. */
export function rangesOf(network: PhysicalNetwork, tag: TagSpace): readonly NumberRange[] {
  const ranges: unknown = Reflect.get(network, tag.rangeAttribute)
  return Array.isArray(ranges) ? (ranges as NumberRange[]) : []
}

/** The pool in which the tags of a physical network are allocated. */
export function tagPool(physicalNetwork: string): string {
  return `tag:${physicalNetwork}`
}

function rangeAttribute({ first, last, rangeAttribute: name }: TagSpace): Attribute {
  const end = Type.Integer({ minimum: first, maximum: last })
  return {
    schema: Type.Array(Type.Tuple([end, end]), { minItems: 1, maxItems: 1000, examples: [[[100, 199]]] }),
    normalise: (value, field) => {
      let previous = first - 1
      for (const [start, stop] of value as NumberRange[]) {
        if (stop < start) {
          throw new OperationError('invalid', `${field}: the range [${start}, ${stop}] ends before it begins`, field)
        }
        if (start <= previous) {
          const message = `${field}: ${name} must be ascending without overlaps, [${start}, ${stop}] follows ${previous}`
          throw new OperationError('invalid', message, field)
        }
        previous = stop
      }
      return value
    },
    whenNull: 'is refused',
  }
}
