import { OperationError, type Operation } from '@vlcp/server'
import { type Store, storageKey, type Transaction } from '@vlcp/store'
import Type from 'typebox'
import {
  attributeProperties,
  type AttributeMap,
  descriptive,
  type Item,
  readAttributes,
  textOf,
} from '../attributes.ts'
import { NumberPool } from '../allocation/number-pool.ts'
import { type Batch, idOf } from '../batch.ts'
import { Dumper } from '../dump.ts'
import { declaredOnly, declaredOrFree } from '../free-attributes.ts'
import { PhysicalNetwork } from '../objects/physical-network.ts'
import { printableText } from '../objects/text.ts'
import type { NetworkType } from '../types/index.ts'
import { fixedAtCreation } from './fixed.ts'
import { existingId, existingObjects, freshIds, newId, selector, withId } from './identity.ts'
import { listOperation, selectBy } from './list-operation.ts'
import { rangeAttributes, rangesOf, tagPool, typeFor } from './tags.ts'
import { type WriteDefinition, writeOperations } from './write-operations.ts'

const words = 'physical network'
const named = { cls: PhysicalNetwork, words }
const typeText = printableText('the name of a network type', { most: 64 })

export function physicalNetworkOperations(store: Store, types: readonly NetworkType[]): Operation[] {
  const attributes: AttributeMap = { ...descriptive, ...rangeAttributes(types) }
  const settable = attributeProperties(attributes)
  const type = { description: types.map(({ name, summary }) => `${name} (${summary})`).join('; ') }
  const common: Pick<WriteDefinition, 'noun' | 'words' | 'listParameter' | 'identify'> = {
    noun: 'physicalnetwork',
    words,
    listParameter: 'networks',
    identify: (item) => storageKey(PhysicalNetwork, idOf(item)),
  }
  return [
    ...writeOperations(store, {
      ...common,
      verb: 'create',
      item: Type.Object(
        { ...newId, type: Type.Optional({ ...typeText, ...type, default: 'vlan' }), ...settable },
        declaredOrFree,
      ),
      // As in the reference: in a batch the type has no default.
      batchItem: Type.Object({ ...newId, type: { ...typeText, ...type }, ...settable }, declaredOrFree),
      prepare: withId,
      run: (tx, batch) => create(tx, batch, attributes, types),
    }),
    ...writeOperations(store, {
      ...common,
      verb: 'update',
      item: Type.Object({ ...existingId, ...fixedAtCreation('type'), ...settable }, declaredOrFree),
      run: (tx, batch) => update(tx, batch, attributes, types),
    }),
    ...writeOperations(store, { ...common, verb: 'delete', item: Type.Object(existingId, declaredOnly), run: remove }),
    listOperation(store, {
      name: 'listphysicalnetworks',
      summary: 'Lists physical networks, one by id or all, filtered by attributes',
      cls: PhysicalNetwork,
      selectors: { id: selector },
      filters: { ...attributes, type: { schema: typeText, whenNull: 'removes' } },
      select: (reader, item) => selectBy(reader, PhysicalNetwork, item),
    }),
  ]
}

async function create(tx: Transaction, batch: Batch, attributes: AttributeMap, types: readonly NetworkType[]) {
  const ids = await freshIds(tx, batch, named)
  const networks = batch.items.map((item, index): PhysicalNetwork => {
    const field = (name: string): string => batch.field(index, name)
    const type = typeFor(types, textOf(item, 'type') ?? '', item, field)
    requireRange(type, item, field)
    return { ...readAttributes(attributes, item, field), id: ids[index] ?? '', type: type.name }
  })
  for (const network of networks) tx.put(PhysicalNetwork, network)
  return new Dumper(tx).dumpKeys(PhysicalNetwork, ids)
}

async function update(tx: Transaction, batch: Batch, attributes: AttributeMap, types: readonly NetworkType[]) {
  const networks = await existingObjects(tx, batch, named)
  for (const [index, network] of networks.entries()) {
    const item = batch.items[index] ?? {}
    const field = (name: string): string => batch.field(index, name)
    const { tag } = typeFor(types, network.type, item, field, 'id')
    const changed: PhysicalNetwork = { ...network, ...readAttributes(attributes, item, field) }
    if (tag !== undefined && item[tag.rangeAttribute] !== undefined) {
      const outside = await new NumberPool(tx, tagPool(network.id)).takenOutside(rangesOf(changed, tag))
      if (outside !== undefined) {
        const at = field(tag.rangeAttribute)
        const message = `${at}: ${tag.attribute} ${outside} is in use and outside of the new ranges`
        throw new OperationError('conflict', message, at)
      }
    }
    tx.put(PhysicalNetwork, changed)
  }
  return new Dumper(tx).dumpKeys(PhysicalNetwork, batch.items.map(idOf))
}

async function remove(tx: Transaction, batch: Batch) {
  for (const { id } of await existingObjects(tx, batch, named)) tx.delete(PhysicalNetwork, id)
  return { status: 'OK' }
}

function requireRange({ name, tag }: NetworkType, item: Item, field: (name: string) => string): void {
  if (tag === undefined || item[tag.rangeAttribute] !== undefined) return
  const at = field(tag.rangeAttribute)
  throw new OperationError('invalid', `${at} is required for a network of type ${name}`, at)
}
