import type { ReferenceKey } from '@vlcp/server'

/** What became of the configuration keys of the reference (vlcp-core section 8, vlcp-network section 4). */
export const referenceKeys: readonly ReferenceKey[] = [{ key: 'module.openflowserver.url', target: 'openflow' }]
