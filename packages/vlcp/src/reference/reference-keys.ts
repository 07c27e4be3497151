import type { ReferenceKey } from '@vlcp/server'
import { moduleKeys } from './module-keys.ts'
import { networkKeys } from './network-keys.ts'
import { protocolKeys } from './protocol-keys.ts'
import { serverKeys } from './server-keys.ts'
import { storageKeys } from './storage-keys.ts'

/** What became of the configuration keys of the reference (vlcp-core section 8, vlcp-network section 4). */
export const referenceKeys: readonly ReferenceKey[] = [
  ...serverKeys,
  ...protocolKeys,
  ...moduleKeys,
  ...storageKeys,
  ...networkKeys,
]
