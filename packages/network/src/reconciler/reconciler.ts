import { flowKey } from '@vlcp/openflow'
import { Confirmed, type Drift } from './confirmed.ts'
import { difference, type Wanted } from './difference.ts'
import type { Outcome, SwitchTables } from './switch-tables.ts'
import type { Step } from './step.ts'

export interface ReconcilerCounters {
  readonly flowsSent: number
  readonly groupsSent: number
  readonly audits: number
  /** Differences that somebody else made in our flows and groups, found by audits since the connection began. */
  readonly drift: Drift
}

export interface ReconcilerStatus {
  readonly state: 'reading' | 'in sync' | 'writing' | 'stopped'
  readonly flows: number
  readonly groups: number
  /** Flows and groups the switch refuses, with its reason. */
  readonly refused: readonly { readonly what: string; readonly reason: string }[]
  readonly counters: ReconcilerCounters
}

export type InstallState = 'installed' | 'pending' | 'refused'

export interface ReconcilerEvents {
  /** Somebody else changed our flows or groups; they are about to be repaired. */
  drift(drift: Drift): void
  refused(what: string, reason: Error): void
}

export interface ReconcilerOptions {
  readonly wanted: Wanted & { flowKeys(): Iterable<string>; groupIds(): Iterable<number> }
  readonly tables: SwitchTables
  /** Milliseconds between the end of one audit and the start of the next. */
  readonly auditIntervalMs: number
  readonly events: ReconcilerEvents
}

const LONGEST_AUDIT_PAUSE_MS = 8000

/** A flow or group that the switch does not accept. */
interface Refusal {
  readonly modification: Step
  readonly reason: string
}

const nameOf = (modification: Step): string =>
  'flow' in modification ? flowKey(modification.flow) : groupName(modification.group.id)
const groupName = (id: number): string => `group_id=${id}`

/**
 * The one owner of our flows and groups on a switch, for the time of one connection (law 2).
 *
 *     wanted ──── difference ───► in flight ── confirmed by the switch ──► confirmed
 *                     ▲                                                       │
 *                     └────────────── audit: what does it really hold? ◄──────┘
 *
 * It begins by reading, so a switch that is already right gets no message. It does one thing at a time, so an audit never
 * sees half of its own work.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #confirmed = new Confirmed()
  #dirtyFlows = new Set<string>()
  #dirtyGroups = new Set<number>()
  #inFlight = new Set<string>()
  readonly #refused = new Map<string, Refusal>()
  #state: ReconcilerStatus['state'] = 'reading'
  #counters = { flowsSent: 0, groupsSent: 0, audits: 0, drift: { missing: 0, altered: 0, foreign: 0 } }
  #wake: () => void = () => undefined
  #stopped = false
  /** On the clock of `performance.now()`. */
  #auditDueMs = 0

  constructor(options: ReconcilerOptions) {
    this.#options = options
  }

  get status(): ReconcilerStatus {
    return {
      state: this.#stopped ? 'stopped' : this.#state,
      flows: this.#confirmed.flows.size,
      groups: this.#confirmed.groups.size,
      refused: [...this.#refused].map(([what, { reason }]) => ({ what, reason })),
      counters: { ...this.#counters },
    }
  }

  /** Whether the switch has confirmed a flow, refused it, or neither yet. */
  flowState(key: string): InstallState {
    return this.#stateOf(key, this.#dirtyFlows.has(key), this.#confirmed.flows.has(key))
  }

  groupState(id: number): InstallState {
    return this.#stateOf(groupName(id), this.#dirtyGroups.has(id), this.#confirmed.groups.has(id))
  }

  /** Tells that other flows or groups may be wanted now. */
  changed(flows: Iterable<string>, groups: Iterable<number>): void {
    for (const key of flows) this.#dirtyFlows.add(key)
    for (const id of groups) this.#dirtyGroups.add(id)
    this.#wake()
  }

  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  /** Runs until stopped; rejects when the switch can no longer be talked to. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      // By the clock, so that a steady stream of changes cannot put the audit off.
      const nowMs = performance.now()
      if (nowMs >= this.#auditDueMs) {
        await this.#audit()
        this.#auditDueMs = performance.now() + this.#auditPauseMs(performance.now() - nowMs)
      } else if (this.#dirtyFlows.size + this.#dirtyGroups.size > 0) {
        await this.#push()
      } else {
        this.#state = 'in sync'
        await this.#idle(this.#auditDueMs - performance.now())
      }
    }
  }

  #stateOf(what: string, dirty: boolean, confirmed: boolean): InstallState {
    if (this.#refused.has(what)) return 'refused'
    return dirty || this.#inFlight.has(what) || !confirmed ? 'pending' : 'installed'
  }

  /** Reading a very large switch takes a while: it may take a tenth of the time, as long as drift is found within seconds. */
  #auditPauseMs(durationMs: number): number {
    const { auditIntervalMs } = this.#options
    return Math.max(auditIntervalMs, Math.min(9 * durationMs, LONGEST_AUDIT_PAUSE_MS))
  }

  /** Waits for a change, or until the next audit is due. */
  #idle(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = () => undefined
        resolve()
      }
      const timer = setTimeout(() => this.#wake(), timeoutMs)
    })
  }

  async #audit(): Promise<void> {
    const first = this.#counters.audits === 0
    const { wanted, tables, events } = this.#options
    const { drift, flows, groups } = this.#confirmed.replace(await tables.read())
    this.#counters.audits++
    // The first reading finds what an earlier run left; that is no drift. Everything is compared once.
    if (first) {
      this.changed([...wanted.flowKeys(), ...flows], [...wanted.groupIds(), ...groups])
      return
    }
    if (drift.missing + drift.altered + drift.foreign > 0) {
      const sum = this.#counters.drift
      this.#counters.drift = {
        missing: sum.missing + drift.missing,
        altered: sum.altered + drift.altered,
        foreign: sum.foreign + drift.foreign,
      }
      events.drift(drift)
      this.changed(flows, groups)
    }
    // What the switch refused is tried again: the reason may have gone.
    for (const { modification } of this.#refused.values()) {
      if ('flow' in modification) this.#dirtyFlows.add(flowKey(modification.flow))
      else this.#dirtyGroups.add(modification.group.id)
    }
  }

  async #push(): Promise<void> {
    const { wanted, tables } = this.#options
    const dirty = { flows: this.#dirtyFlows, groups: this.#dirtyGroups }
    this.#dirtyFlows = new Set()
    this.#dirtyGroups = new Set()
    for (const key of dirty.flows) if (wanted.flow(key) === undefined) this.#refused.delete(key)
    for (const id of dirty.groups) if (wanted.group(id) === undefined) this.#refused.delete(groupName(id))
    const steps = difference(wanted, this.#confirmed, dirty)
    if (steps.length === 0) return
    this.#state = 'writing'
    this.#inFlight = new Set(steps.map(nameOf))
    const outcomes = await tables.apply(steps)
    this.#inFlight = new Set()
    steps.forEach((step, at) => this.#settle(step, outcomes[at]))
  }

  #settle(modification: Step, refusal: Outcome): void {
    const what = nameOf(modification)
    if ('flow' in modification) this.#counters.flowsSent++
    else this.#counters.groupsSent++
    if (refusal === undefined) {
      this.#confirmed.apply(modification)
      this.#refused.delete(what)
      return
    }
    const reason = refusal.message
    if (this.#refused.get(what)?.reason !== reason) this.#options.events.refused(what, refusal)
    this.#refused.set(what, { modification, reason })
  }
}
