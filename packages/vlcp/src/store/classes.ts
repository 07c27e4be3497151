import { modelClasses } from '@vlcp/network'
import type { ObjectClass } from '@vlcp/store'
import { RunningServer } from './running-server.ts'

/** Every class of objects that this VLCP keeps in a store. */
export const storeClasses: readonly ObjectClass[] = [...modelClasses, RunningServer]
