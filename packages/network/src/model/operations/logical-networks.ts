import { OperationError, type Operation } from '@vlcp/server'
import { type Store, storageKey, type Transaction } from '@vlcp/store'
import Type from 'typebox'
import { NumberPool } from '../allocation/number-pool.ts'
import {
  attributeProperties,
  type AttributeMap,
  descriptive,
  dhcp,
  integerAttribute,
  mtu,
  readAttributes,
} from '../attributes.ts'
import { type Batch, idOf } from '../batch.ts'
import { Dumper } from '../dump.ts'
import { declaredOnly, declaredOrFree } from '../free-attributes.ts'
import { firstNetworkNumber, lastNetworkNumber, LogicalNetwork } from '../objects/logical-network.ts'
import { PhysicalNetwork } from '../objects/physical-network.ts'
import { idText } from '../objects/text.ts'
import type { NetworkType } from '../types/index.ts'
import { fixedAtCreation } from './fixed.ts'
import { existingId, existingObjects, freshIds, newId, referredObjects, selector, withId } from './identity.ts'
import { listOperation, selectBy } from './list-operation.ts'
import { TagAllocation } from './tag-allocation.ts'
import { tagAttributes, typeFor } from './tags.ts'
import { type WriteDefinition, writeOperations } from './write-operations.ts'

const words = 'logical network'
const named = { cls: LogicalNetwork, words }
const numberPool = 'network'

export function logicalNetworkOperations(store: Store, types: readonly NetworkType[]): Operation[] {
  const attributes: AttributeMap = { ...descriptive, mtu, ...dhcp, ...tagAttributes(types) }
  const settable = attributeProperties(attributes)
  const common: Pick<WriteDefinition, 'noun' | 'words' | 'listParameter' | 'identify'> = {
    noun: 'logicalnetwork',
    words,
    listParameter: 'networks',
    identify: (item) => storageKey(LogicalNetwork, idOf(item)),
  }
  return [
    ...writeOperations(store, {
      ...common,
      verb: 'create',
      item: Type.Object({ ...newId, physicalnetwork: idText, ...settable }, declaredOrFree),
      prepare: withId,
      run: (tx, batch) => create(tx, batch, attributes, types),
    }),
    ...writeOperations(store, {
      ...common,
      verb: 'update',
      item: Type.Object({ ...existingId, ...fixedAtCreation('physicalnetwork'), ...settable }, declaredOrFree),
      run: (tx, batch) => update(tx, batch, attributes, types),
    }),
    ...writeOperations(store, {
      ...common,
      verb: 'delete',
      item: Type.Object(existingId, declaredOnly),
      run: (tx, batch) => remove(tx, batch, types),
    }),
    listOperation(store, {
      name: 'listlogicalnetworks',
      summary: 'Lists logical networks: one by id, those of a physical network, or all, filtered by attributes',
      cls: LogicalNetwork,
      selectors: { id: selector, physicalnetwork: selector },
      filters: { ...attributes, network_number: integerAttribute(firstNetworkNumber, lastNetworkNumber, 'is refused') },
      select: (reader, item) =>
        selectBy(reader, LogicalNetwork, item, { parameter: 'physicalnetwork', index: 'physicalnetwork' }),
    }),
  ]
}

async function create(tx: Transaction, batch: Batch, attributes: AttributeMap, types: readonly NetworkType[]) {
  const ids = await freshIds(tx, batch, named)
  const carriers = await referredObjects(tx, batch, 'physicalnetwork', {
    cls: PhysicalNetwork,
    words: 'physical network',
  })
  const read = batch.items.map((item, index) => readAttributes(attributes, item, (name) => batch.field(index, name)))
  await checkCapacity(tx, batch, carriers, types)
  const tags = new TagAllocation(tx, batch, types)
  await tags.takeExplicit(carriers, read)
  await tags.takeAutomatic(carriers, read)
  tags.flush()
  const numbers = new NumberPool(tx, numberPool)
  for (const [index, set] of read.entries()) {
    const network_number = await numbers.takeNext([firstNetworkNumber, lastNetworkNumber])
    if (network_number === undefined) {
      throw new OperationError(
        'exhausted',
        `all ${lastNetworkNumber} network numbers are in use`,
        batch.field(index, 'id'),
      )
    }
    tx.put(LogicalNetwork, { ...set, id: ids[index] ?? '', physicalnetwork: carriers[index]?.id ?? '', network_number })
  }
  numbers.flush()
  return new Dumper(tx).dumpKeys(LogicalNetwork, ids)
}

async function update(tx: Transaction, batch: Batch, attributes: AttributeMap, types: readonly NetworkType[]) {
  const networks = await existingObjects(tx, batch, named)
  const carriers = await carriersOf(tx, networks)
  const read = batch.items.map((item, index) => readAttributes(attributes, item, (name) => batch.field(index, name)))
  const tags = new TagAllocation(tx, batch, types)
  // Every tag that is given up is free before the first is taken, so that networks can exchange theirs.
  await tags.release(carriers, networks, read)
  await tags.takeExplicit(carriers, read)
  tags.flush()
  for (const [index, network] of networks.entries()) tx.put(LogicalNetwork, { ...network, ...read[index] })
  return new Dumper(tx).dumpKeys(LogicalNetwork, batch.items.map(idOf))
}

async function remove(tx: Transaction, batch: Batch, types: readonly NetworkType[]) {
  const networks = await existingObjects(tx, batch, named)
  const tags = new TagAllocation(tx, batch, types)
  await tags.releaseAll(await carriersOf(tx, networks), networks)
  tags.flush()
  const numbers = new NumberPool(tx, numberPool)
  for (const { id, network_number } of networks) {
    await numbers.release(network_number)
    tx.delete(LogicalNetwork, id)
  }
  numbers.flush()
  return { status: 'OK' }
}

/** A physical network that carries only so many logical ones must not get more. */
async function checkCapacity(
  tx: Transaction,
  batch: Batch,
  carriers: readonly PhysicalNetwork[],
  types: readonly NetworkType[],
): Promise<void> {
  const carried = new Map<string, number>()
  for (const [index, { id, type }] of carriers.entries()) {
    const field = (name: string): string => batch.field(index, name)
    const { mostLogicalNetworks } = typeFor(types, type, batch.items[index] ?? {}, field, 'physicalnetwork')
    if (mostLogicalNetworks === Infinity) continue
    const before = carried.get(id) ?? (await tx.keysWhere(LogicalNetwork, 'physicalnetwork', [id])).length
    if (before >= mostLogicalNetworks) {
      const message = `physical network ${id} of type ${type} carries ${mostLogicalNetworks} logical network already`
      throw new OperationError('conflict', message, field('physicalnetwork'))
    }
    carried.set(id, before + 1)
  }
}

/** The physical networks of existing logical ones; a reference that leads nowhere is damage, not a caller's mistake. */
async function carriersOf(tx: Transaction, networks: readonly LogicalNetwork[]): Promise<PhysicalNetwork[]> {
  const carriers = await tx.getMany(
    PhysicalNetwork,
    networks.map(({ physicalnetwork }) => physicalnetwork),
  )
  return carriers.map((carrier, index) => {
    if (carrier !== undefined) return carrier
    const network = networks[index]
    const message = `logical network ${network?.id} refers to physical network ${network?.physicalnetwork}, which is gone`
    throw new OperationError('internal', message)
  })
}
