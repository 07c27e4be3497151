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
import type { Batch } from '../batch.ts'
import { Dumper } from '../dump.ts'
import { declaredOnly, declaredOrFree } from '../free-attributes.ts'
import { PhysicalNetwork } from '../objects/physical-network.ts'
import { PhysicalPort } from '../objects/physical-port.ts'
import { idText, longestPortPart, printableText } from '../objects/text.ts'
import type { NetworkType } from '../types/index.ts'
import { fixedAtCreation } from './fixed.ts'
import { mustExist, referredObjects, selector } from './identity.ts'
import { listOperation } from './list-operation.ts'
import { typeFor } from './tags.ts'
import { type WriteDefinition, writeOperations } from './write-operations.ts'

const words = 'physical port'
const wildcard = '% stands for every value'
// The name is the identity here, so only the description is left of the descriptive attributes.
const attributes: AttributeMap = Object.fromEntries(Object.entries(descriptive).filter(([name]) => name !== 'name'))
const settable = attributeProperties(attributes)

const most = { most: longestPortPart }
const where = {
  vhost: Type.Optional(
    printableText('an OVSDB virtual host', {
      least: 0,
      ...most,
      default: '',
      description: `OVSDB virtual host; ${wildcard}`,
    }),
  ),
  systemid: Type.Optional(
    printableText('a system id', { ...most, default: '%', description: `system-id of the Open vSwitch; ${wildcard}` }),
  ),
  bridge: Type.Optional(printableText('a bridge name', { ...most, default: '%', description: `Bridge; ${wildcard}` })),
}
const identity = {
  name: printableText('an interface name', { ...most, description: 'Name of the interface' }),
  ...where,
}

type Parts = readonly [vhost: string, systemid: string, bridge: string, name: string]

export function physicalPortOperations(store: Store, types: readonly NetworkType[]): Operation[] {
  const common: Pick<WriteDefinition, 'noun' | 'words' | 'listParameter' | 'identify'> = {
    noun: 'physicalport',
    words,
    listParameter: 'ports',
    identify: (item) => storageKey(PhysicalPort, partsOf(item)),
  }
  return [
    ...writeOperations(store, {
      ...common,
      verb: 'create',
      item: Type.Object({ physicalnetwork: idText, ...identity, ...settable }, declaredOrFree),
      run: (tx, batch) => create(tx, batch, types),
    }),
    ...writeOperations(store, {
      ...common,
      verb: 'update',
      item: Type.Object({ ...identity, ...fixedAtCreation('physicalnetwork'), ...settable }, declaredOrFree),
      run: update,
    }),
    ...writeOperations(store, { ...common, verb: 'delete', item: Type.Object(identity, declaredOnly), run: remove }),
    listOperation(store, {
      name: 'listphysicalports',
      summary: 'Lists physical ports: one by its four parts, those of a physical network, or all',
      cls: PhysicalPort,
      selectors: { ...where, name: Type.Optional(Type.Union([identity.name, Type.Null()])), physicalnetwork: selector },
      filters: attributes,
      select: async (reader, item) => {
        const network = textOf(item, 'physicalnetwork')
        if (textOf(item, 'name') !== undefined) {
          const port = await reader.get(PhysicalPort, partsOf(item))
          return network === undefined || port?.physicalnetwork === network ? [port] : []
        }
        return network === undefined
          ? reader.list(PhysicalPort)
          : reader.where(PhysicalPort, 'physicalnetwork', [network])
      },
    }),
  ]
}

async function create(tx: Transaction, batch: Batch, types: readonly NetworkType[]) {
  const keys = batch.identities(words, partsOf, 'name')
  const taken = (await tx.getMany(PhysicalPort, keys)).findIndex((port) => port !== undefined)
  if (taken >= 0) {
    throw new OperationError('conflict', `${words} ${describe(keys[taken])} already exists`, batch.field(taken, 'name'))
  }
  const reference = { cls: PhysicalNetwork, words: 'physical network' }
  const networks = await referredObjects(tx, batch, 'physicalnetwork', reference)
  for (const [index, network] of networks.entries()) {
    const field = (name: string): string => batch.field(index, name)
    const item = batch.items[index] ?? {}
    if (!typeFor(types, network.type, item, field, 'physicalnetwork').hasPorts) {
      const at = field('physicalnetwork')
      throw new OperationError('invalid', `${at}: a network of type ${network.type} has no ports`, at)
    }
    const [vhost, systemid, bridge, name] = partsOf(item)
    const free = readAttributes(attributes, item, field)
    tx.put(PhysicalPort, { ...free, vhost, systemid, bridge, name, physicalnetwork: network.id })
  }
  return new Dumper(tx).dumpKeys(PhysicalPort, keys)
}

async function update(tx: Transaction, batch: Batch) {
  const keys = batch.identities(words, partsOf, 'name')
  for (const [index, port] of (await existing(tx, batch, keys)).entries()) {
    const changes = readAttributes(attributes, batch.items[index] ?? {}, (name) => batch.field(index, name))
    tx.put(PhysicalPort, { ...port, ...changes })
  }
  return new Dumper(tx).dumpKeys(PhysicalPort, keys)
}

async function remove(tx: Transaction, batch: Batch) {
  const keys = batch.identities(words, partsOf, 'name')
  await existing(tx, batch, keys)
  for (const key of keys) tx.delete(PhysicalPort, key)
  return { status: 'OK' }
}

async function existing(tx: Transaction, batch: Batch, keys: readonly Parts[]): Promise<PhysicalPort[]> {
  const ports = await tx.getMany(PhysicalPort, keys)
  return mustExist(ports, words, keys.map(describe), (index) => batch.field(index, 'name'))
}

function partsOf(item: Item): Parts {
  // The defaults are part of the schema and have been filled in.
  return [
    textOf(item, 'vhost') ?? '',
    textOf(item, 'systemid') ?? '%',
    textOf(item, 'bridge') ?? '%',
    textOf(item, 'name') ?? '',
  ]
}

function describe(parts: Parts | undefined): string {
  const [vhost = '', systemid = '', bridge = '', name = ''] = parts ?? []
  return `${name} (vhost "${vhost}", systemid ${systemid}, bridge ${bridge})`
}
