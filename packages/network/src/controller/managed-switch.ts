import { formatDatapathId } from '@vlcp/address'
import type { Bridge } from '@vlcp/ovsdb'
import type { LimitedLogger } from '@vlcp/server'
import type { SwitchSession } from '@vlcp/switch'
import type { Collection } from '../engine/index.ts'
import { COOKIE_MARK, COOKIE_MARK_MASK, isOurGroup } from '../pipeline/ownership.ts'
import { Reconciler, type ReconcilerStatus } from '../reconciler/reconciler.ts'
import type { SwitchTables } from '../reconciler/switch-tables.ts'
import { createLocalPorts, type LocalPortEntry, type ModelCollections } from '../view/inputs.ts'
import { createSwitchPlan, type SwitchPlan } from './switch-plan.ts'

export interface ManagedSwitchOptions {
  readonly datapathId: bigint
  readonly bridge: Bridge
  readonly model: ModelCollections
  readonly auditIntervalMs: number
  readonly logger: LimitedLogger
}

/** The flows and groups of ours on the switch behind a session. */
function tablesOf(session: SwitchSession): SwitchTables {
  return {
    async read() {
      const flows = await session.flows({ cookie: COOKIE_MARK, cookieMask: COOKIE_MARK_MASK })
      const groups = await session.groups()
      return { flows, groups: groups.filter(({ id }) => isOurGroup(id)) }
    },
    apply: (modifications) => session.apply(modifications),
  }
}

/**
 * One bridge: its ports (from OVSDB), its plan, and, while it is connected, its reconciler. It outlives connections: what
 * the switch should hold does not depend on whether anybody can tell it.
 */
export class ManagedSwitch {
  readonly datapathId: bigint
  #bridge: Bridge
  readonly localPorts: Collection<LocalPortEntry> = createLocalPorts()
  readonly plan: SwitchPlan
  readonly #options: ManagedSwitchOptions
  #session: SwitchSession | undefined
  #reconciler: Reconciler | undefined
  #running: Promise<void> = Promise.resolve()
  #scheduled: NodeJS.Immediate | undefined

  constructor(options: ManagedSwitchOptions) {
    this.#options = options
    this.datapathId = options.datapathId
    this.#bridge = options.bridge
    this.#warnOfFailMode()
    this.plan = createSwitchPlan(options.model, this.localPorts, () => this.#schedule())
    this.#schedule()
  }

  /** Name of the bridge. */
  get bridge(): string {
    return this.#bridge.name
  }

  /** What OVSDB says the bridge does without controller. */
  get failMode(): string {
    return this.#bridge.failMode ?? 'standalone'
  }

  /** Takes over what an operator changed in the bridge's own record. */
  describe(bridge: Bridge): void {
    const { failMode } = this
    this.#bridge = bridge
    if (failMode !== this.failMode) this.#warnOfFailMode()
  }

  get session(): SwitchSession | undefined {
    return this.#session
  }

  get status(): ReconcilerStatus | undefined {
    return this.#reconciler?.status
  }

  /** Whether the switch has a flow of ours: `pending` also while it is not connected. */
  flowState(key: string): ReturnType<Reconciler['flowState']> {
    return this.#reconciler?.flowState(key) ?? 'pending'
  }

  groupState(id: number): ReturnType<Reconciler['groupState']> {
    return this.#reconciler?.groupState(id) ?? 'pending'
  }

  /** Begins to keep the switch behind `session` right. Only to be called when the view is complete. */
  attach(session: SwitchSession): void {
    if (this.#session === session) return
    this.detach()
    this.#settle()
    const { state } = this.plan
    const { logger, auditIntervalMs } = this.#options
    const where = { bridge: this.bridge, datapathId: formatDatapathId(this.datapathId) }
    const reconciler = new Reconciler({
      wanted: {
        flow: (key) => state.flow(key),
        group: (id) => state.group(id),
        flowKeys: () => state.flowKeys(),
        groupIds: () => state.groupIds(),
      },
      tables: tablesOf(session),
      auditIntervalMs,
      events: {
        drift: (drift) => logger.warn({ ...where, ...drift }, 'flows or groups of ours were changed by somebody else'),
        refused: (what, reason) => logger.error({ ...where, what, reason: reason.message }, 'the switch refuses this'),
      },
    })
    this.#session = session
    this.#reconciler = reconciler
    this.#running = reconciler.run().catch((error: unknown) => {
      if (this.#reconciler !== reconciler) return
      logger.warn({ ...where, err: error }, 'lost touch with the switch; starting anew when it connects again')
      session.close()
    })
  }

  /** Stops talking to the switch; its flows stay as they are. */
  detach(): void {
    this.#reconciler?.stop()
    this.#reconciler = undefined
    this.#session = undefined
  }

  /** Resolves when what the switch was being told is confirmed, or the connection has ended. */
  close(): Promise<void> {
    this.detach()
    clearImmediate(this.#scheduled)
    this.plan.engine.close()
    return this.#running
  }

  #warnOfFailMode(): void {
    if (this.failMode === 'secure') return
    this.#options.logger.warn(
      { bridge: this.bridge, failMode: this.failMode },
      'without controller this bridge forwards between all its ports; run: ovs-vsctl set-fail-mode BRIDGE secure',
    )
  }

  /** Changes of one turn are computed together, and sent as one difference. */
  #schedule(): void {
    this.#scheduled ??= setImmediate(() => this.#settle())
  }

  #settle(): void {
    clearImmediate(this.#scheduled)
    this.#scheduled = undefined
    this.plan.engine.settle()
    const { flows, groups } = this.plan.state.takeChanges()
    this.#reconciler?.changed(flows.keys(), groups.keys())
  }
}
