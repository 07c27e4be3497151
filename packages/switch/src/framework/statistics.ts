import {
  type AggregateStatistics,
  type FilterSpec,
  filterOf,
  type FlowStatistics,
  type Group,
  type GroupStatistics,
  type Meter,
  type MeterStatistics,
  type PortStatistics,
  type QueueStatistics,
  type SwitchDescription,
  type TableStatistics,
} from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'
import type { SwitchSession } from '../session/session.ts'

/**
 * What a switch counts and holds. Every question rejects with an `OpenFlowError` when the switch refuses it, and with an
 * `UnsupportedError` when its version has no such question.
 */
export class SwitchStatistics {
  readonly #session: SwitchSession

  constructor(session: SwitchSession) {
    this.#session = session
  }

  /** Who made the switch. */
  async description(): Promise<SwitchDescription> {
    return only(await this.#session.statistics('description', {}))
  }

  /** The flows that the filter means, with their counters. */
  async flows(filter: FilterSpec = {}): Promise<readonly FlowStatistics[]> {
    return this.#session.statistics('flows', filterOf(filter))
  }

  /** The sum over the flows that the filter means. */
  async aggregate(filter: FilterSpec = {}): Promise<AggregateStatistics> {
    return only(await this.#session.statistics('aggregate', filterOf(filter)))
  }

  async tables(): Promise<readonly TableStatistics[]> {
    return this.#session.statistics('tables', {})
  }

  /** Of one port, or of all. */
  async ports(port?: number): Promise<readonly PortStatistics[]> {
    return this.#session.statistics('ports', port === undefined ? {} : { port })
  }

  /** Of one queue, of all of a port, or of all. */
  async queues(which: { readonly port?: number; readonly queue?: number } = {}): Promise<readonly QueueStatistics[]> {
    return this.#session.statistics('queues', which)
  }

  /** Of one group, or of all. */
  async groups(group?: number): Promise<readonly GroupStatistics[]> {
    return this.#session.statistics('groups', group === undefined ? {} : { group })
  }

  /** What the groups do. */
  async groupDescriptions(): Promise<readonly Group[]> {
    return this.#session.statistics('groupDescriptions', {})
  }

  /** Of one meter, or of all. */
  async meters(meter?: number): Promise<readonly MeterStatistics[]> {
    return this.#session.statistics('meters', meter === undefined ? {} : { meter })
  }

  /** What the meters do. */
  async meterDescriptions(meter?: number): Promise<readonly Meter[]> {
    return this.#session.statistics('meterDescriptions', meter === undefined ? {} : { meter })
  }
}

function only<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined) throw new SwitchError('bad_reply', 'the switch answered with nothing')
  return item
}
