import { DEFAULT_PRIORITY } from '@vlcp/openflow'

/** Named priorities; the distances are those of the reference, so that its flow tables and ours read alike. */
export const PRIORITY_MISS = 0
export const PRIORITY_NORMAL = DEFAULT_PRIORITY
/** A network's default, below the entries of single addresses. */
export const PRIORITY_NETWORK_DEFAULT = DEFAULT_PRIORITY + 1
export const PRIORITY_ADDRESS = DEFAULT_PRIORITY + 2
export const PRIORITY_MULTICAST = DEFAULT_PRIORITY + 10
