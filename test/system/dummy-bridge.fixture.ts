import { readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Lab, OpenVSwitch } from '@vlcp/testkit'

const PCAP_HEADER = 24
const RECORD_HEADER = 16
const BRIDGE = 'br0'
/** Commands until a packet must have been taken; usually it takes two. */
const MAX_ROUNDS = 10_000

/** Commands for ovs-vswitchd over one connection: a process for each of thousands would take minutes. */
class Commands {
  readonly #socket: Socket
  #text = ''
  #answer: ((text: string) => void) | undefined
  #fail: ((error: Error) => void) | undefined

  constructor(path: string) {
    this.#socket = connect(path)
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (chunk: string) => {
      this.#text += chunk
      if (/\}\s*$/.test(this.#text)) this.#answer?.(this.#text)
    })
    // Open vSwitch 3.1 ends by assertions of its own now and then; what follows then must not hang.
    const over = (): void => this.#fail?.(new Error('ovs-vswitchd has ended'))
    this.#socket.on('error', over)
    this.#socket.on('close', over)
  }

  async ask(method: string, ...params: readonly string[]): Promise<string> {
    this.#text = ''
    const answer = new Promise<string>((resolve, reject) => {
      this.#answer = resolve
      this.#fail = reject
      if (this.#socket.destroyed) reject(new Error('ovs-vswitchd has ended'))
    })
    this.#socket.write(JSON.stringify({ id: 0, method, params }))
    const { result, error } = JSON.parse(await answer) as { result: string | null; error: string | null }
    if (error !== null) throw new Error(`${method}: ${error}`)
    return result ?? ''
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** A real bridge whose ports are files: packets go in by command, and what leaves a port is read back octet for octet. */
export class DummyBridge {
  readonly #ovs: OpenVSwitch
  readonly #ports: readonly number[]
  readonly #commands: Commands
  readonly #read = new Map<number, number>()

  private constructor(ovs: OpenVSwitch, ports: readonly number[]) {
    this.#ovs = ovs
    this.#ports = ports
    this.#commands = new Commands(ovs.controlSocket)
  }

  static async open(lab: Lab, ports: readonly number[]): Promise<DummyBridge> {
    const ovs = await lab.openVSwitch({ simulatedPorts: true })
    const bridge = ['add-br', BRIDGE, '--', 'set', 'bridge', BRIDGE, 'datapath_type=dummy', 'fail-mode=secure']
    await ovs.vsctl(
      ...bridge,
      ...ports.flatMap((port) => {
        const options = `type=dummy ofport_request=${port} options:tx_pcap=${join(ovs.folder, `p${port}.pcap`)}`
        return ['--', 'add-port', BRIDGE, `p${port}`, '--', 'set', 'interface', `p${port}`, ...options.split(' ')]
      }),
    )
    const dummy = new DummyBridge(ovs, ports)
    lab.onClose(async () => dummy.#commands.close())
    return dummy
  }

  async #ofctl(...args: readonly string[]): Promise<void> {
    await this.#ovs.run('ovs-ofctl', ['-O', 'OpenFlow15', ...args])
  }

  /** Replaces everything the bridge knows. @throws CommandError with what ovs-ofctl says about a flow it does not take */
  async load(flows: readonly string[], groups: readonly string[] = []): Promise<void> {
    const management = `unix:${join(this.#ovs.folder, `${BRIDGE}.mgmt`)}`
    const file = join(this.#ovs.folder, 'flows.txt')
    const lines = ['flow delete', 'group delete group_id=all', ...groups.map((group) => `group add ${group}`)]
    writeFileSync(file, [...lines, ...flows.map((flow) => `flow add ${flow}`)].join('\n'))
    await this.#ofctl('bundle', management, file)
    await this.#commands.ask('fdb/flush', BRIDGE)
    await this.#commands.ask('dpctl/flush-conntrack')
  }

  trace(port: number, frame: Uint8Array): Promise<string> {
    return this.#commands.ask('ofproto/trace', BRIDGE, `in_port=${port}`, Buffer.from(frame).toString('hex'))
  }

  /** What leaves each port, as hexadecimal text, when a packet comes in. */
  async receive(port: number, frame: Uint8Array): Promise<{ readonly port: number; readonly hex: string }[]> {
    // What the datapath has cached of an earlier packet may be out of date.
    await this.#commands.ask('revalidator/purge')
    for (const one of this.#ports) this.#frames(one)
    const before = await this.#lookups()
    await this.#commands.ask('netdev-dummy/receive', `p${port}`, Buffer.from(frame).toString('hex'))
    // The thread that forwards is the one that answers: what it has looked up has left when it answers again.
    for (let round = 0; (await this.#lookups()) === before; round++)
      if (round === MAX_ROUNDS) throw new Error(`the bridge has not taken the packet at port ${port}`)
    return this.#ports.flatMap((one) => this.#frames(one).map((hex) => ({ port: one, hex })))
  }

  /** How many packets the datapath has looked up. */
  async #lookups(): Promise<number> {
    const [, hit, missed] = /hit:(\d+) missed:(\d+)/.exec(await this.#commands.ask('dpif/show')) ?? []
    return Number(hit) + Number(missed)
  }

  /** The frames that have left a port since the last call. */
  #frames(port: number): string[] {
    const file = readFileSync(join(this.#ovs.folder, `p${port}.pcap`))
    const frames: string[] = []
    let at = this.#read.get(port) ?? PCAP_HEADER
    while (at + RECORD_HEADER <= file.length) {
      const length = file.readUInt32LE(at + 8)
      frames.push(file.toString('hex', at + RECORD_HEADER, at + RECORD_HEADER + length))
      at += RECORD_HEADER + length
    }
    this.#read.set(port, at)
    return frames
  }
}
