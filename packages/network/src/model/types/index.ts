import type { NetworkType } from './network-type.ts'
import { local } from './local.ts'
import { native } from './native.ts'
import { vlan } from './vlan.ts'

export { type NetworkType, type TagSpace } from './network-type.ts'
export { local, native, vlan }

/** The types that are always there. */
export const builtInTypes: readonly NetworkType[] = [local, native, vlan]
