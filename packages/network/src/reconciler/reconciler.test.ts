import { fc, test } from '@fast-check/vitest'
import { apply, type Flow, flowContent, flowKey, formatGroup, type Group, output } from '@vlcp/openflow'
import { describe, expect, it, vi } from 'vitest'
import { Reconciler } from './reconciler.ts'
import type { Outcome, OwnTables, SwitchTables } from './switch-tables.ts'
import type { Step } from './step.ts'

/**
 * A switch in memory. Not Open vSwitch, because these tests need thousands of switches that refuse or fail at a chosen
 * message; the system tests hold the same reconciler against Open vSwitch.
 */
class MemorySwitch implements SwitchTables {
  readonly flows = new Map<string, Flow>()
  readonly groups = new Map<number, Group>()
  readonly messages: string[] = []
  refuses: (modification: Step) => boolean = () => false
  #reads = 0

  get reads(): number {
    return this.#reads
  }

  read(): Promise<OwnTables> {
    this.#reads++
    return Promise.resolve({ flows: [...this.flows.values()], groups: [...this.groups.values()] })
  }

  apply(modifications: readonly Step[]): Promise<readonly Outcome[]> {
    return Promise.resolve(modifications.map((modification) => this.#one(modification)))
  }

  #one(modification: Step): Outcome {
    this.messages.push(modification.kind)
    if (this.refuses(modification)) return new Error('refused')
    switch (modification.kind) {
      case 'put-flow':
        this.flows.set(flowKey(modification.flow), modification.flow)
        break
      case 'remove-flow':
        this.flows.delete(flowKey(modification.flow))
        break
      case 'remove-group':
        this.groups.delete(modification.group.id)
        break
      default:
        this.groups.set(modification.group.id, modification.group)
    }
    return undefined
  }

  content(): string[] {
    const flows = [...this.flows].map(([key, flow]) => `${key} ${flowContent(flow)}`)
    return [...flows, ...[...this.groups.values()].map(formatGroup)].toSorted()
  }
}

class WantedTables {
  readonly flows = new Map<string, Flow>()
  readonly groups = new Map<number, Group>()
  flow = (key: string): Flow | undefined => this.flows.get(key)
  group = (id: number): Group | undefined => this.groups.get(id)
  flowKeys = (): Iterable<string> => this.flows.keys()
  groupIds = (): Iterable<number> => this.groups.keys()

  content(): string[] {
    const flows = [...this.flows].map(([key, flow]) => `${key} ${flowContent(flow)}`)
    return [...flows, ...[...this.groups.values()].map(formatGroup)].toSorted()
  }
}

const flow = (priority: number, port: number): Flow => ({
  table: 0,
  priority,
  match: {},
  cookie: 1n,
  instructions: [apply(output(port))],
})
const group = (id: number, port: number): Group => ({ id, type: 'all', buckets: [{ actions: [output(port)] }] })

function setUp(auditIntervalMs = 3_600_000) {
  const wanted = new WantedTables()
  const tables = new MemorySwitch()
  const events = { drift: vi.fn(), refused: vi.fn() }
  const reconciler = new Reconciler({ wanted, tables, auditIntervalMs, events })
  const want = (priority: number, port: number | undefined): void => {
    const key = flowKey(flow(priority, 0))
    if (port === undefined) wanted.flows.delete(key)
    else wanted.flows.set(key, flow(priority, port))
    reconciler.changed([key], [])
  }
  const run = async (until: () => boolean): Promise<void> => {
    const running = reconciler.run()
    await vi.waitUntil(until, { timeout: 5000, interval: 1 })
    reconciler.stop()
    await running
  }
  return { wanted, tables, events, reconciler, want, run }
}

const inSync = (reconciler: Reconciler) => (): boolean => reconciler.status.state === 'in sync'

describe('reconciler', () => {
  it('sends nothing to a switch that is already right', async () => {
    const { wanted, tables, reconciler, run } = setUp()
    wanted.flows.set(flowKey(flow(1, 1)), flow(1, 1))
    wanted.groups.set(5, group(5, 1))
    tables.flows.set(flowKey(flow(1, 1)), flow(1, 1))
    tables.groups.set(5, group(5, 1))
    await run(inSync(reconciler))
    expect(tables.reads).toBe(1)
    expect(tables.messages).toEqual([])
  })

  it('removes what an earlier run left and adds groups before flows, removes them after', async () => {
    const { wanted, tables, reconciler, run, events } = setUp()
    tables.flows.set(flowKey(flow(9, 1)), flow(9, 1))
    tables.groups.set(9, group(9, 1))
    wanted.flows.set(flowKey(flow(1, 1)), flow(1, 1))
    wanted.groups.set(5, group(5, 1))
    await run(inSync(reconciler))
    expect(tables.messages).toEqual(['add-group', 'put-flow', 'remove-flow', 'remove-group'])
    expect(tables.content()).toEqual(wanted.content())
    expect(events.drift).not.toHaveBeenCalled()
  })

  it('believes only what the switch confirmed, reports a refusal once and tries again at the next audit', async () => {
    const { tables, reconciler, want, run, events } = setUp(5)
    tables.refuses = (modification) => 'flow' in modification && modification.flow.priority === 2
    want(1, 1)
    want(2, 1)
    await run(() => tables.reads > 3)
    expect(reconciler.flowState(flowKey(flow(1, 1)))).toBe('installed')
    expect(reconciler.flowState(flowKey(flow(2, 1)))).toBe('refused')
    expect(reconciler.status.refused).toEqual([{ what: 'table=0,priority=2', reason: 'refused' }])
    expect(events.refused).toHaveBeenCalledTimes(1)
    expect(tables.messages.length).toBeGreaterThan(3)
  })

  it('forgets a refusal when the flow is no longer wanted', async () => {
    const { tables, reconciler, want, run } = setUp()
    tables.refuses = () => true
    want(1, 1)
    const running = run(() => reconciler.status.state === 'in sync' && reconciler.status.refused.length === 0)
    await vi.waitUntil(() => reconciler.status.refused.length === 1)
    want(1, undefined)
    await running
    expect(tables.flows.size).toBe(0)
  })

  it('counts and repairs what somebody else changed', async () => {
    const { tables, reconciler, want, run, events } = setUp(5)
    want(1, 1)
    want(2, 1)
    want(3, 1)
    const running = run(() => reconciler.status.counters.drift.missing > 0 && tables.flows.size === 3)
    await vi.waitUntil(() => tables.flows.size === 3)
    tables.flows.delete(flowKey(flow(1, 1)))
    tables.flows.set(flowKey(flow(2, 1)), flow(2, 7))
    tables.flows.set(flowKey(flow(8, 1)), flow(8, 1))
    await running
    expect(tables.content()).toEqual([flow(1, 1), flow(2, 1), flow(3, 1)].map((f) => `${flowKey(f)} ${flowContent(f)}`))
    expect(reconciler.status.counters.drift).toEqual({ missing: 1, altered: 1, foreign: 1 })
    expect(events.drift).toHaveBeenCalledTimes(1)
  })

  it('is audited by the clock even while changes never stop', async () => {
    const { tables, reconciler, want, run } = setUp(5)
    let port = 1
    const churn = setInterval(() => want(1, port++), 0)
    await run(() => tables.reads > 5).finally(() => clearInterval(churn))
    expect(reconciler.status.counters.audits).toBeGreaterThan(5)
  })

  it('ends only when what is on its way has been confirmed, and sends nothing more', async () => {
    const { wanted, tables, reconciler, want } = setUp()
    let confirm: () => void = () => undefined
    const apply = tables.apply.bind(tables)
    tables.apply = async (modifications) => {
      await new Promise<void>((resolve) => (confirm = resolve))
      return apply(modifications)
    }
    wanted.flows.set(flowKey(flow(1, 1)), flow(1, 1))
    let ended = false
    const running = reconciler.run().then(() => (ended = true))
    await vi.waitUntil(() => reconciler.status.state === 'writing', { timeout: 5000, interval: 1 })
    want(2, 2)
    reconciler.stop()
    await new Promise(setImmediate)
    expect(ended).toBe(false)
    confirm()
    await running
    expect(tables.content()).toEqual([`${flowKey(flow(1, 1))} ${flowContent(flow(1, 1))}`])
  })

  it('rejects when the switch cannot be read: an error is not an empty table', async () => {
    const { tables, reconciler, want } = setUp()
    want(1, 1)
    tables.read = () => Promise.reject(new Error('connection lost'))
    await expect(reconciler.run()).rejects.toThrow('connection lost')
    expect(tables.messages).toEqual([])
  })

  const change = fc.record({
    priority: fc.nat(5),
    port: fc.option(fc.nat(3), { nil: undefined }),
    theirs: fc.boolean(),
  })

  test.prop([fc.array(change, { maxLength: 40 }), fc.nat(5)], { numRuns: 60 })(
    'leads any switch from any state to what is wanted, whoever interferes',
    async (changes, interruptions) => {
      const { wanted, tables, reconciler, want } = setUp(1)
      const running = reconciler.run()
      for (const [at, { priority, port, theirs }] of changes.entries()) {
        if (!theirs) want(priority, port)
        else if (port === undefined) tables.flows.delete(flowKey(flow(priority, 0)))
        else tables.flows.set(flowKey(flow(priority, 0)), flow(priority, port))
        if (at % (interruptions + 1) === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await vi.waitUntil(() => tables.content().join() === wanted.content().join(), { timeout: 5000, interval: 1 })
      reconciler.stop()
      await running
    },
  )
})
