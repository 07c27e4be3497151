import { parseMac } from '@vlcp/address'
import type { Logger } from '@vlcp/server'
import { changeOf, type ObjectChange, type Store } from '@vlcp/store'
import type { Collection } from '../engine/index.ts'
import { LogicalNetwork } from '../model/objects/logical-network.ts'
import { LogicalPort } from '../model/objects/logical-port.ts'
import { PhysicalNetwork } from '../model/objects/physical-network.ts'
import { PhysicalPort } from '../model/objects/physical-port.ts'
import {
  createModelCollections,
  type LogicalNetworkEntry,
  type LogicalPortEntry,
  type ModelCollections,
  type PhysicalNetworkEntry,
  type PhysicalPortEntry,
} from '../view/inputs.ts'

export interface ModelMirror {
  readonly collections: ModelCollections
  close(): Promise<void>
}

const physicalNetworkOf = ({ id, type }: PhysicalNetwork): PhysicalNetworkEntry => ({ id, type })

const physicalPortOf = ({ vhost, systemid, bridge, name, physicalnetwork }: PhysicalPort): PhysicalPortEntry => ({
  vhost,
  systemid,
  bridge,
  name,
  physicalNetwork: physicalnetwork,
})

const logicalNetworkOf = ({ id, physicalnetwork, network_number, vlanid }: LogicalNetwork): LogicalNetworkEntry => ({
  id,
  physicalNetwork: physicalnetwork,
  number: network_number,
  vlanId: vlanid,
})

const logicalPortOf = ({ id, network, mac_address }: LogicalPort): LogicalPortEntry => ({
  id,
  network,
  mac: mac_address === undefined ? undefined : parseMac(mac_address),
})

function follow<T extends object, V>(
  collection: Collection<V>,
  change: { readonly old?: T | undefined; readonly new?: T | undefined } | undefined,
  keyOf: (object: T) => string,
  entryOf: (object: T) => V,
): void {
  if (change === undefined) return
  if (change.new !== undefined) collection.set(keyOf(change.new), entryOf(change.new))
  else if (change.old !== undefined) collection.delete(keyOf(change.old))
}

const byId = ({ id }: { readonly id: string }): string => id
const byParts = ({ vhost, systemid, bridge, name }: PhysicalPort): string =>
  JSON.stringify([vhost, systemid, bridge, name])

/** Keeps the collections that features read equal to the objects in the store. Resolves when they are complete. */
export async function openModelMirror(store: Store, logger: Logger): Promise<ModelMirror> {
  const collections = createModelCollections()
  const apply = (change: ObjectChange): void => {
    follow(collections.physicalNetworks, changeOf(PhysicalNetwork, change), byId, physicalNetworkOf)
    follow(collections.physicalPorts, changeOf(PhysicalPort, change), byParts, physicalPortOf)
    follow(collections.logicalNetworks, changeOf(LogicalNetwork, change), byId, logicalNetworkOf)
    follow(collections.logicalPorts, changeOf(LogicalPort, change), byId, logicalPortOf)
  }
  const mirror = await store.openMirror([PhysicalNetwork, PhysicalPort, LogicalNetwork, LogicalPort])
  for (const object of mirror.all(PhysicalNetwork).values()) {
    collections.physicalNetworks.set(object.id, physicalNetworkOf(object))
  }
  for (const object of mirror.all(PhysicalPort).values()) {
    collections.physicalPorts.set(byParts(object), physicalPortOf(object))
  }
  for (const object of mirror.all(LogicalNetwork).values()) {
    collections.logicalNetworks.set(object.id, logicalNetworkOf(object))
  }
  for (const object of mirror.all(LogicalPort).values()) collections.logicalPorts.set(object.id, logicalPortOf(object))
  mirror.subscribe(({ changes }) => changes.forEach(apply))
  mirror.onStatus((status) => {
    if (status.state === 'stale')
      logger.warn({ reason: status.reason }, 'the store cannot be followed; flows stay as they are')
    if (status.state === 'live') logger.info('the store is followed again')
  })
  return { collections, close: () => mirror.close() }
}
