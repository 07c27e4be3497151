import type { Background } from './background.ts'
import type { OpenVSwitch } from './open-vswitch.ts'
import { waitFor } from './wait-for.ts'

const messageLimit = 100_000

/**
 * Records OpenFlow messages between a switch and its controller, both ways, as `ovs-ofctl snoop` prints them. The switch
 * drops copies until the tool has introduced itself, so the record is complete from the first message in it on: wait for
 * one before anything that matters.
 */
export class MessageRecorder {
  readonly #messages: string[] = []
  #process: Background | undefined

  /** Starts recording; `Bridge.snoop()` is the way in. */
  static async start(ovs: OpenVSwitch, target: string): Promise<MessageRecorder> {
    const recorder = new MessageRecorder()
    const connections = (): number => ovs.log().split('new monitor connection').length
    const before = connections()
    recorder.#process = ovs.start('ovs-ofctl', ['snoop', target], { onLine: (line) => recorder.#record(line) })
    // The tool prints nothing when it has connected, but the switch logs it.
    await waitFor(() => connections() > before, { what: 'the switch to accept the snoop connection' })
    return recorder
  }

  #record(line: string): void {
    if (/^[A-Z]+_[A-Z_]+ .*\(xid=/.test(line) && this.#messages.length < messageLimit) this.#messages.push(line)
  }

  /** First lines of the messages seen so far, such as `OFPT_FLOW_MOD (OF1.3) (xid=0x65): ADD …`. */
  get messages(): readonly string[] {
    return this.#messages
  }

  /** Those that change flows, groups or meters, bundles included. */
  get modifications(): string[] {
    return this.#messages.filter((message) => /_(?:MOD|BUNDLE_\w+) \(/.test(message))
  }

  async stop(): Promise<void> {
    await this.#process?.stop()
  }
}
