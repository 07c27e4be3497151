import type { ObjectClass } from '@vlcp/store'
import { AllocationChunk, AllocationCursor } from './allocation/chunk.ts'
import { LogicalNetwork } from './objects/logical-network.ts'
import { LogicalPort } from './objects/logical-port.ts'
import { PhysicalNetwork } from './objects/physical-network.ts'
import { PhysicalPort } from './objects/physical-port.ts'

/** Everything the network model stores, for tools that go through a whole store. */
export const modelClasses: readonly ObjectClass[] = [
  PhysicalNetwork,
  PhysicalPort,
  LogicalNetwork,
  LogicalPort,
  AllocationChunk,
  AllocationCursor,
]
