import { type Operation, operation } from '@vlcp/server'
import { formatCanonical, type ObjectClass, type Reader, type Store } from '@vlcp/store'
import Type, { type TProperties } from 'typebox'
import { attributeProperties, type AttributeMap, type Item, readAttributes, textOf } from '../attributes.ts'
import { Dumper } from '../dump.ts'
import { declaredOrFree } from '../free-attributes.ts'
import { translateErrors } from './translate-errors.ts'

/** How the objects of a class are listed. */
export interface ListDefinition<T extends object> {
  readonly name: string
  readonly summary: string
  readonly cls: ObjectClass<T>
  /** Parameters that select objects by identity or reference. */
  readonly selectors: TProperties
  /** Attributes that serve as filters. */
  readonly filters: AttributeMap
  /** The objects the selectors name. */
  readonly select: (reader: Reader, item: Item) => Promise<readonly (T | undefined)[]>
}

/** A read operation: selects by id or reference, then filters by equality of attributes. */
export function listOperation<T extends object>(store: Store, definition: ListDefinition<T>): Operation {
  const { name, summary, cls, selectors, filters } = definition
  return operation({
    name,
    summary,
    params: Type.Object({ ...selectors, ...attributeProperties(filters) }, declaredOrFree),
    mutates: false,
    run: (params, { signal }) =>
      translateErrors(async () => {
        const wanted = Object.entries(readAttributes(filters, params, (field) => field))
        const { value } = await store.read(
          async (reader) => {
            const selected = await definition.select(reader, params)
            const found = selected.filter((object) => object !== undefined && matches(object, wanted))
            return new Dumper(reader).dumpAll(cls, found as T[])
          },
          { signal },
        )
        return value
      }),
  })
}

/** Selects one object by `id`, those that refer to the object in another parameter, or all. */
export async function selectBy<T extends object>(
  reader: Reader,
  cls: ObjectClass<T, readonly [string]>,
  item: Item,
  parent?: { readonly parameter: string; readonly index: string },
): Promise<readonly (T | undefined)[]> {
  const id = textOf(item, 'id')
  const referred = parent && textOf(item, parent.parameter)
  if (id !== undefined) {
    const object = await reader.get(cls, id)
    const fits = referred === undefined || (object && matches(object, [[parent?.index ?? '', referred]]))
    return fits === true ? [object] : []
  }
  return parent === undefined || referred === undefined ? reader.list(cls) : reader.where(cls, parent.index, [referred])
}

/** Null and undefined ask for objects without the attribute, or with null as its value. */
function matches(object: object, wanted: readonly (readonly [string, unknown])[]): boolean {
  const attributes = new Map<string, unknown>(Object.entries(object))
  return wanted.every(
    ([name, value]) => formatCanonical(attributes.get(name) ?? null) === formatCanonical(value ?? null),
  )
}
