import { randomInt } from 'node:crypto'
import type { Background } from './background.ts'
import type { Bridge } from './bridge.ts'
import { waitFor } from './wait-for.ts'

// A flow nobody else would make: the experimental Ethernet type 0x88b5 (IEEE 802), in the last table that may be used.
const sentinelMatch = 'table=253,priority=1,dl_type=0x88b5'
const isSentinel = (event: string): boolean => event.includes('table=253 ') && event.includes('dl_type=0x88b5')

/** Events kept; a record beyond that is an error, not a silent gap. */
const eventLimit = 100_000

/**
 * The flow monitor of a switch (`ovs-ofctl monitor BRIDGE watch:!initial`): one line for each flow added, deleted or
 * modified by anybody. The addition of a flow that is there already is an event too, so an empty record proves that the
 * switch received no flow modification.
 */
export class FlowRecorder {
  readonly #bridge: Bridge
  readonly #events: string[] = []
  #process: Background | undefined
  #seen = 0

  private constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  /** Starts recording; `Bridge.monitorFlows()` is the way in. */
  static async start(bridge: Bridge, target: string): Promise<FlowRecorder> {
    const recorder = new FlowRecorder(bridge)
    const onLine = (line: string): void => recorder.#record(line.trim())
    recorder.#process = bridge.ovs.start('ovs-ofctl', ['monitor', target, 'watch:!initial'], { onLine })
    // The switch answers the request at once, with no flows, because it was asked for later changes only.
    await recorder.#process.waitForLine(/FLOW_MONITOR reply/)
    return recorder
  }

  #record(line: string): void {
    if (!line.startsWith('event=')) return
    this.#seen++
    if (this.#events.length < eventLimit) this.#events.push(line)
  }

  /** Everything that happened up to this call, in order. @throws Error when there was too much to keep */
  async events(): Promise<string[]> {
    const cookie = `0x${randomInt(2 ** 40).toString(16)}`
    const seen = (what: string) => () =>
      this.#events.some((event) => event.startsWith(`event=${what}`) && event.includes(`cookie=${cookie} `))
    // What the monitor reports after this flow happened after it; so wait until it has come by.
    await this.#bridge.ofctl('add-flow', `${sentinelMatch},cookie=${cookie},actions=drop`)
    await waitFor(seen('ADDED'), { what: 'the flow monitor to report a flow' })
    await this.#bridge.ofctl('del-flows', `table=253,cookie=${cookie}/-1`)
    if (this.#seen > eventLimit) throw new Error(`the flow monitor reported more than ${eventLimit} events`)
    return this.#events.filter((event) => !isSentinel(event))
  }

  /** Ends the recording. */
  async stop(): Promise<void> {
    await this.#process?.stop()
  }
}
