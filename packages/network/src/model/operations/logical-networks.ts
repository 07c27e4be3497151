import { OperationError, type Operation } from '@vlcp/server'
import { type Store, storageKey, type Transaction } from '@vlcp/store'
import Type from 'typebox'
import { NumberBatch } from '../allocation/number-batch.ts'
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
  const numbers = new NumberBatch(tx)
  const tags = new TagAllocation(tx, batch, types, numbers)
  const networks: LogicalNetwork[] = []
  for (const [index, carrier] of carriers.entries()) {
    const set = read[index] ?? {}
    tags.create(index, carrier, set)
    const use = (network_number: number): void => {
      networks.push({ ...set, id: ids[index] ?? '', physicalnetwork: carrier.id, network_number })
    }
    numbers.choose(numberPool, { nextOf: [firstNetworkNumber, lastNetworkNumber] }, use, () => {
      const message = `all ${lastNetworkNumber} network numbers are in use`
      return new OperationError('exhausted', message, batch.field(index, 'id'))
    })
  }
  await numbers.settle()
  for (const network of networks) tx.put(LogicalNetwork, network)
  return new Dumper(tx).dumpKeys(LogicalNetwork, ids)
}

async function update(tx: Transaction, batch: Batch, attributes: AttributeMap, types: readonly NetworkType[]) {
  const networks = await existingObjects(tx, batch, named)
  const carried = await withCarriers(tx, networks)
  const read = batch.items.map((item, index) => readAttributes(attributes, item, (name) => batch.field(index, name)))
  const numbers = new NumberBatch(tx)
  const tags = new TagAllocation(tx, batch, types, numbers)
  for (const [index, { network, carrier }] of carried.entries()) tags.update(index, carrier, network, read[index] ?? {})
  await numbers.settle()
  for (const [index, network] of networks.entries()) tx.put(LogicalNetwork, { ...network, ...read[index] })
  return new Dumper(tx).dumpKeys(LogicalNetwork, batch.items.map(idOf))
}

async function remove(tx: Transaction, batch: Batch, types: readonly NetworkType[]) {
  const networks = await existingObjects(tx, batch, named)
  const numbers = new NumberBatch(tx)
  const tags = new TagAllocation(tx, batch, types, numbers)
  for (const [index, { network, carrier }] of (await withCarriers(tx, networks)).entries()) {
    tags.delete(index, carrier, network)
    numbers.release(numberPool, network.network_number)
    tx.delete(LogicalNetwork, network.id)
  }
  await numbers.settle()
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

/** Logical networks with what carries them; a reference that leads nowhere is damage, not a caller's mistake. */
async function withCarriers(
  tx: Transaction,
  networks: readonly LogicalNetwork[],
): Promise<{ network: LogicalNetwork; carrier: PhysicalNetwork }[]> {
  const ids = networks.map(({ physicalnetwork }) => physicalnetwork)
  const carriers = await tx.getMany(PhysicalNetwork, ids)
  return networks.map((network, index) => {
    const carrier = carriers[index]
    if (carrier !== undefined) return { network, carrier }
    const message = `logical network ${network.id} refers to physical network ${network.physicalnetwork}, which is gone`
    throw new OperationError('internal', message)
  })
}
