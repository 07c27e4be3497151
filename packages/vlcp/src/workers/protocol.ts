import type { LogLevel, SettingValues } from '@vlcp/server'
import type { VlcpSettings } from '../settings.ts'
import type { Ready } from '../start.ts'

/** What a worker is told when it asks what to do: all do the same, also one that is started later. */
export interface Task {
  /** Number of the worker, from 1. */
  readonly worker: number
  readonly values: SettingValues<VlcpSettings>
  /** What has been changed since the start by `logging.setlevel`. */
  readonly levels: readonly LevelChange[]
}

export interface LevelChange {
  readonly name: string
  readonly level: LogLevel | undefined
}

/** An operation to be run by a worker itself. */
export interface Call {
  readonly module: string
  readonly operation: string
  readonly params: unknown
}

/** What a worker has answered. */
export interface WorkerAnswer {
  readonly worker: number
  readonly pid: number
  readonly result: unknown
}

/** The addresses of a worker, in the ready line. */
export type Addresses = Pick<Ready, 'api' | 'openflow' | 'store'>

/** What the supervisor does for its workers. */
export interface SupervisorMethods {
  task(): Task
  ready(addresses: Addresses): void
  /** The start has failed, for this reason. */
  failed(report: string): void
  /** Regular sign of life. */
  state(state: { readonly switches: number }): void
  /** Runs an operation in every worker that is ready, or in one; those that cannot answer are left out. */
  everywhere(request: { readonly call: Call; readonly only: number | undefined }): Promise<readonly WorkerAnswer[]>
  /** Changes a log level here and in all workers, also in those that come later. */
  setLevel(change: LevelChange): Promise<void>
  /** Whether the worker that asks may have a switch: no other one has a session with it that answers. */
  claim(datapathId: bigint): Promise<boolean>
}

/** What a worker does for its supervisor. */
export interface WorkerMethods {
  stop(): void
  run(call: Call): Promise<unknown>
  setLevel(change: LevelChange): void
  /** Whether it has a session with a switch that answers. */
  holds(datapathId: bigint): Promise<boolean>
}
