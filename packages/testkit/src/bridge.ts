import { join } from 'node:path'
import { parseFlow, type DumpedFlow } from './flow-dump.ts'
import { FlowRecorder } from './flow-recorder.ts'
import { MessageRecorder } from './message-recorder.ts'
import type { OpenVSwitch } from './open-vswitch.ts'

/** The versions of OpenFlow that Open vSwitch speaks, by its own names. */
export type Protocol = 'OpenFlow10' | 'OpenFlow11' | 'OpenFlow12' | 'OpenFlow13' | 'OpenFlow14' | 'OpenFlow15'

/** Pause between connection attempts of the switch, which would grow to 8 s while a controller is away. */
const maxBackoffMs = 1_000

export interface PortOptions {
  /** `external_ids:iface-id`, by which a logical port finds its interface. */
  readonly ifaceId?: string | undefined
  /** Makes it an access port of this VLAN, 0 being none; matters to bridges that forward like an ordinary switch. */
  readonly accessVlanId?: number | undefined
}

/** One bridge of a private Open vSwitch. */
export class Bridge {
  readonly ovs: OpenVSwitch
  readonly name: string
  /** Version the tools speak with it. */
  readonly protocol: Protocol

  constructor(ovs: OpenVSwitch, name: string, protocol: Protocol) {
    this.ovs = ovs
    this.name = name
    this.protocol = protocol
  }

  get #management(): string {
    return `unix:${join(this.ovs.folder, `${this.name}.mgmt`)}`
  }

  /** Runs `ovs-ofctl <command> <bridge> <args…>` in the bridge's version. @throws CommandError */
  async ofctl(command: string, ...args: string[]): Promise<string> {
    const tool = ['-O', this.protocol, '--no-names', command, this.#management, ...args]
    return (await this.ovs.run('ovs-ofctl', tool)).stdout
  }

  /** The flows the switch holds now, in its own order. */
  async dumpFlows(): Promise<DumpedFlow[]> {
    const lines = (await this.ofctl('dump-flows')).split('\n')
    return lines.map(parseFlow).filter((flow) => flow !== undefined)
  }

  /** The groups the switch holds now, one line each. */
  async dumpGroups(): Promise<string[]> {
    const lines = (await this.ofctl('dump-groups')).split('\n')
    return lines.map((line) => line.trim()).filter((line) => line.startsWith('group_id='))
  }

  /** What the switch would do with a packet: the text of `ofproto/trace`. */
  trace(flow: string): Promise<string> {
    return this.ovs.appctl('ofproto/trace', this.name, flow)
  }

  /** Adds a port in one transaction with its settings, and waits until the switch has it. @throws CommandError */
  async addPort(device: string, { ifaceId, accessVlanId }: PortOptions = {}): Promise<void> {
    const vlan = accessVlanId === undefined ? [] : [`tag=${accessVlanId}`]
    const identity = ifaceId === undefined ? [] : ['--', 'set', 'interface', device, `external_ids:iface-id=${ifaceId}`]
    await this.ovs.vsctl('add-port', this.name, device, ...vlan, ...identity)
  }

  async removePort(device: string): Promise<void> {
    await this.ovs.vsctl('del-port', this.name, device)
  }

  /** OpenFlow number of a port. */
  async portNumber(device: string): Promise<number> {
    return Number(await this.ovs.vsctl('get', 'interface', device, 'ofport'))
  }

  /** Points the bridge at a controller, `tcp:ADDRESS:PORT` or `ssl:ADDRESS:PORT`, and takes any other away. */
  async setController(target: string): Promise<void> {
    const backoff = ['--', 'set', 'controller', this.name, `max_backoff=${maxBackoffMs}`]
    await this.ovs.vsctl('set-controller', this.name, target, ...backoff)
  }

  /** Whether the connection to the controller stands. */
  isConnected(): boolean {
    // The database says so too (Controller:is_connected), but up to five seconds late.
    const connection = this.ovs
      .log()
      .matchAll(new RegExp(`\\|rconn\\|\\w+\\|${this.name}<->(?:tcp|ssl):\\S+: (.*)`, 'g'))
    return [...connection].at(-1)?.[1] === 'connected'
  }

  /** Records each flow that anybody adds, deletes or modifies from now on. */
  monitorFlows(): Promise<FlowRecorder> {
    return FlowRecorder.start(this, this.#management)
  }

  /** Records the OpenFlow messages between the switch and its controller. A controller must have been set. */
  snoop(): Promise<MessageRecorder> {
    return MessageRecorder.start(this.ovs, `unix:${join(this.ovs.folder, `${this.name}.snoop`)}`)
  }
}
