import { OperationError, type Operation } from '@vlcp/server'
import { type Store, storageKey, type Transaction } from '@vlcp/store'
import Type from 'typebox'
import {
  attributeProperties,
  type AttributeMap,
  descriptive,
  extraDhcpOptions,
  hostname,
  ipAddress,
  macAddress,
  readAttributes,
  textOf,
} from '../attributes.ts'
import { type Batch, idOf } from '../batch.ts'
import { Dumper } from '../dump.ts'
import { declaredOnly, declaredOrFree } from '../free-attributes.ts'
import { LogicalNetwork } from '../objects/logical-network.ts'
import { LogicalPort } from '../objects/logical-port.ts'
import { idText } from '../objects/text.ts'
import { fixedAtCreation } from './fixed.ts'
import { existingId, existingObjects, freshIds, newId, referredObjects, selector, withId } from './identity.ts'
import { listOperation, selectBy } from './list-operation.ts'
import { type WriteDefinition, writeOperations } from './write-operations.ts'

const words = 'logical port'
const named = { cls: LogicalPort, words }
const attributes: AttributeMap = {
  ...descriptive,
  mac_address: macAddress,
  ip_address: ipAddress,
  hostname,
  extra_dhcp_options: extraDhcpOptions,
}
const settable = attributeProperties(attributes)

export function logicalPortOperations(store: Store): Operation[] {
  const common: Pick<WriteDefinition, 'noun' | 'words' | 'listParameter' | 'identify'> = {
    noun: 'logicalport',
    words,
    listParameter: 'ports',
    identify: (item) => storageKey(LogicalPort, idOf(item)),
  }
  return [
    ...writeOperations(store, {
      ...common,
      verb: 'create',
      item: Type.Object({ ...newId, logicalnetwork: idText, subnet: selector, ...settable }, declaredOrFree),
      prepare: withId,
      run: create,
    }),
    ...writeOperations(store, {
      ...common,
      verb: 'update',
      item: Type.Object(
        { ...existingId, ...fixedAtCreation('logicalnetwork', 'network', 'subnet'), ...settable },
        declaredOrFree,
      ),
      run: update,
    }),
    ...writeOperations(store, { ...common, verb: 'delete', item: Type.Object(existingId, declaredOnly), run: remove }),
    listOperation(store, {
      name: 'listlogicalports',
      summary: 'Lists logical ports: one by id, those of a logical network, or all, filtered by attributes',
      cls: LogicalPort,
      selectors: { id: selector, logicalnetwork: selector },
      filters: attributes,
      select: (reader, item) => selectBy(reader, LogicalPort, item, { parameter: 'logicalnetwork', index: 'network' }),
    }),
  ]
}

async function create(tx: Transaction, batch: Batch) {
  const ids = await freshIds(tx, batch, named)
  const networks = await referredObjects(tx, batch, 'logicalnetwork', { cls: LogicalNetwork, words: 'logical network' })
  for (const [index, item] of batch.items.entries()) {
    const subnet = textOf(item, 'subnet')
    if (subnet !== undefined) {
      // There is no operation that creates one yet, so none can exist.
      throw new OperationError('not_found', `subnet ${subnet} does not exist`, batch.field(index, 'subnet'))
    }
    const set = readAttributes(attributes, item, (name) => batch.field(index, name))
    tx.put(LogicalPort, { ...set, id: ids[index] ?? '', network: networks[index]?.id ?? '' })
  }
  return new Dumper(tx).dumpKeys(LogicalPort, ids)
}

async function update(tx: Transaction, batch: Batch) {
  for (const [index, port] of (await existingObjects(tx, batch, named)).entries()) {
    const set = readAttributes(attributes, batch.items[index] ?? {}, (name) => batch.field(index, name))
    tx.put(LogicalPort, { ...port, ...set })
  }
  return new Dumper(tx).dumpKeys(LogicalPort, batch.items.map(idOf))
}

async function remove(tx: Transaction, batch: Batch) {
  for (const { id } of await existingObjects(tx, batch, named)) tx.delete(LogicalPort, id)
  return { status: 'OK' }
}
