import type { Flow } from './flow.ts'
import type { Group } from './group.ts'
import type { FlowFilter } from './modification.ts'
import type { Meter } from './meter.ts'
import type { Port } from './port.ts'

/** All ones: the switch does not count this. OpenFlow 1.3.5, 7.3.5.6; given as undefined here. */
export type Counter = bigint | undefined

export interface FlowStatistics extends Flow {
  readonly packets: Counter
  readonly bytes: Counter
  /** Since the flow was added, in seconds with a fraction. */
  readonly durationS: number
}

export interface AggregateStatistics {
  readonly packets: Counter
  readonly bytes: Counter
  readonly flows: number
}

export interface TableStatistics {
  readonly table: number
  readonly active: number
  readonly lookups: Counter
  readonly matched: Counter
  /** OpenFlow 1.0 only. */
  readonly name?: string
  readonly maxEntries?: number
}

export interface PortStatistics {
  readonly port: number
  readonly rxPackets: Counter
  readonly txPackets: Counter
  readonly rxBytes: Counter
  readonly txBytes: Counter
  readonly rxDropped: Counter
  readonly txDropped: Counter
  readonly rxErrors: Counter
  readonly txErrors: Counter
  readonly rxFrameErrors: Counter
  readonly rxOverErrors: Counter
  readonly rxCrcErrors: Counter
  readonly collisions: Counter
  readonly durationS?: number
}

export interface QueueStatistics {
  readonly port: number
  readonly queue: number
  readonly txBytes: Counter
  readonly txPackets: Counter
  readonly txErrors: Counter
  readonly durationS?: number
}

export interface GroupStatistics {
  readonly group: number
  readonly references: number
  readonly packets: Counter
  readonly bytes: Counter
  readonly durationS: number
  readonly buckets: readonly { readonly packets: Counter; readonly bytes: Counter }[]
}

export interface MeterStatistics {
  readonly meter: number
  readonly flows: number
  readonly packets: Counter
  readonly bytes: Counter
  readonly durationS: number
  readonly bands: readonly { readonly packets: Counter; readonly bytes: Counter }[]
}

/** Who made the switch. OpenFlow 1.3.5, 7.3.5.1. */
export interface SwitchDescription {
  readonly manufacturer: string
  readonly hardware: string
  readonly software: string
  readonly serialNumber: string
  readonly datapath: string
}

/** What can be asked, by kind: what each question needs, and what each answer is a list of. */
export interface Statistics {
  readonly description: { readonly question: object; readonly item: SwitchDescription }
  readonly flows: { readonly question: FlowFilter; readonly item: FlowStatistics }
  readonly aggregate: { readonly question: FlowFilter; readonly item: AggregateStatistics }
  readonly tables: { readonly question: object; readonly item: TableStatistics }
  readonly ports: { readonly question: { readonly port?: number }; readonly item: PortStatistics }
  readonly queues: {
    readonly question: { readonly port?: number; readonly queue?: number }
    readonly item: QueueStatistics
  }
  readonly groups: { readonly question: { readonly group?: number }; readonly item: GroupStatistics }
  readonly groupDescriptions: { readonly question: object; readonly item: Group }
  readonly meters: { readonly question: { readonly meter?: number }; readonly item: MeterStatistics }
  readonly meterDescriptions: { readonly question: { readonly meter?: number }; readonly item: Meter }
  readonly portDescriptions: { readonly question: object; readonly item: Port }
}

export type StatisticsKind = keyof Statistics

/** One question: `{ kind: 'flows', table: 3 }`. */
export type StatisticsQuestion<K extends StatisticsKind = StatisticsKind> = {
  readonly [P in K]: { readonly kind: P } & Statistics[P]['question']
}[K]
