import { OFP10_VERSION } from '../v10/header.ts'
import { OFP13_VERSION } from '../v13/header.ts'
import { OFP14_VERSION } from '../v14/header.ts'
import { OFP15_VERSION } from '../v15/header.ts'
import type { Dialect } from './dialect.ts'
import { ofp10 } from './v10.ts'
import { ofp13 } from './v13.ts'
import { ofp14 } from './v14.ts'
import { ofp15 } from './v15.ts'

const DIALECTS: ReadonlyMap<number, Dialect> = new Map<number, Dialect>([
  [OFP10_VERSION, ofp10(true)],
  [OFP13_VERSION, ofp13],
  [OFP14_VERSION, ofp14],
  [OFP15_VERSION, ofp15],
])

/**
 * How that version on the wire says things; undefined for one this package does not speak. Of OpenFlow 1.0 it is the dialect with
 * Nicira's extensions, which reads what either says; `ofp10` gives the other.
 */
export const dialectOf = (version: number): Dialect | undefined => DIALECTS.get(version)
