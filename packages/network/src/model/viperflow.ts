import type { OperationModule } from '@vlcp/server'
import type { Store } from '@vlcp/store'
import { logicalNetworkOperations } from './operations/logical-networks.ts'
import { logicalPortOperations } from './operations/logical-ports.ts'
import { physicalNetworkOperations } from './operations/physical-networks.ts'
import { physicalPortOperations } from './operations/physical-ports.ts'
import { builtInTypes, type NetworkType } from './types/index.ts'

/**
 * The network model as operations, with the names and parameters of the reference's module of this name. Every write
 * is one transaction and returns when it is durable.
 *
 * @param types The network types that can be used; their attributes become parameters.
 */
export function viperflow(store: Store, types: readonly NetworkType[] = builtInTypes): OperationModule {
  return {
    name: 'viperflow',
    summary: 'Physical and logical networks and their ports',
    operations: [
      ...physicalNetworkOperations(store, types),
      ...physicalPortOperations(store, types),
      ...logicalNetworkOperations(store, types),
      ...logicalPortOperations(store),
    ],
  }
}
