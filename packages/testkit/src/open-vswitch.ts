import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Background, BackgroundOptions } from './background.ts'
import { Bridge, type Protocol } from './bridge.ts'
import { Daemon } from './daemon.ts'
import type { LabScope } from './lab-scope.ts'
import { Namespace } from './namespace.ts'
import { CommandError, type RunResult } from './run.ts'

const schemaFile = '/usr/share/openvswitch/vswitch.ovsschema'

/** Longest time `ovs-vsctl` waits for `ovs-vswitchd` to apply a change. */
const vsctlTimeoutSeconds = 20

export interface BridgeOptions {
  /** Default `secure`: without flows nothing is forwarded. */
  readonly failMode?: 'secure' | 'standalone'
  /** The only version of OpenFlow it speaks. Default: every version, and tools speak 1.3, which most actions need. */
  readonly protocol?: Protocol
}

export interface OpenVSwitchOptions {
  /**
   * Whether bridges of `datapath_type=dummy` and interfaces of `type=dummy` exist, whose packets are handed in by command
   * and written to files: Open vSwitch's own means of testing. Default false.
   */
  readonly simulatedPorts?: boolean
}

/**
 * A private Open vSwitch: ovsdb-server and ovs-vswitchd with the userspace datapath, in a network namespace of its own,
 * because the datapath's tap devices (`ovs-netdev` and one per bridge) bear fixed names. Its sockets are files, which
 * every namespace sees. One pair of interfaces joins the namespace to this host, for controllers that run here.
 */
export class OpenVSwitch {
  readonly lab: LabScope
  readonly namespace: Namespace
  /** Folder of the database, the sockets, the pid files and the logs. */
  readonly folder: string
  /** Address of this host as the switch sees it: where a controller has to listen. */
  readonly hostAddress: string
  /** Address of the switch as this host sees it: where its ovsdb-server can listen (`vsctl set-manager`). */
  readonly address: string
  readonly #database: Daemon
  readonly #switch: Daemon

  private constructor(
    namespace: Namespace,
    folder: string,
    joint: Joint,
    { simulatedPorts = false }: OpenVSwitchOptions,
  ) {
    const { hostAddress, address } = joint
    this.lab = namespace.lab
    this.namespace = namespace
    this.folder = folder
    this.hostAddress = hostAddress
    this.address = address
    const daemon = (program: string, pidFile: string, args: readonly string[]): Daemon => {
      const logFile = join(folder, `${program}.log`)
      const common = [`--pidfile=${pidFile}`, '--detach', `--log-file=${logFile}`, '-vconsole:off']
      return new Daemon({ namespace, program, args: [...args, ...common], pidFile, env: this.#environment() })
    }
    // As Debian starts it: `ovs-vsctl set-ssl` and `set-manager` decide what else it listens on.
    const tls = ['private-key', 'certificate', 'ca-cert'].map(
      (option) => `--${option}=db:Open_vSwitch,SSL,${option.replace('-', '_')}`,
    )
    const managers = '--remote=db:Open_vSwitch,Open_vSwitch,manager_options'
    const database = [this.#databaseFile, `--remote=p${this.database}`, managers, ...tls]
    this.#database = daemon('ovsdb-server', join(folder, 'ovsdb-server.pid'), database)
    this.#switch = daemon('ovs-vswitchd', join(folder, 'ovs-vswitchd.pid'), [
      this.database,
      '--disable-system',
      ...(simulatedPorts ? ['--enable-dummy'] : []),
    ])
  }

  /** Starts both daemons; `Lab.openVSwitch()` is the way in. */
  static async start(lab: LabScope, options: OpenVSwitchOptions = {}): Promise<OpenVSwitch> {
    const name = `ovs${lab.serial()}`
    const namespace = await Namespace.create(lab, name)
    const joint = await joinHost(namespace, `${lab.name}${name}`)
    const folder = join(lab.folder, name)
    mkdirSync(folder)
    const ovs = new OpenVSwitch(namespace, folder, joint, options)
    await lab.run('ovsdb-tool', ['create', ovs.#databaseFile, schemaFile])
    await ovs.startDatabase()
    await ovs.vsctl('--no-wait', 'init')
    await ovs.startSwitch()
    return ovs
  }

  /** Where ovsdb-server listens: `unix:PATH`. */
  get database(): string {
    return `unix:${join(this.folder, 'db.sock')}`
  }

  get #databaseFile(): string {
    return join(this.folder, 'conf.db')
  }

  #environment(): NodeJS.ProcessEnv {
    return { OVS_RUNDIR: this.folder, OVS_LOGDIR: this.folder, OVS_DBDIR: this.folder }
  }

  /** Runs one of Open vSwitch's tools with this instance's folders. @throws CommandError */
  run(program: string, args: readonly string[]): Promise<RunResult> {
    return this.lab.run(program, args, { env: this.#environment() })
  }

  /** Starts one of Open vSwitch's tools beside the test. */
  start(program: string, args: readonly string[], options: Partial<BackgroundOptions> = {}): Background {
    return this.lab.start(program, args, { ...options, env: this.#environment() })
  }

  /** The log of ovs-vswitchd. */
  log(): string {
    return readFileSync(join(this.folder, 'ovs-vswitchd.log'), 'utf8')
  }

  /** Runs ovs-vsctl; unless told `--no-wait` it returns when ovs-vswitchd has applied the change. @throws CommandError */
  async vsctl(...args: string[]): Promise<string> {
    const result = await this.run('ovs-vsctl', [`--db=${this.database}`, `--timeout=${vsctlTimeoutSeconds}`, ...args])
    // It succeeds when the database took the change, also when ovs-vswitchd could not follow.
    if (result.stderr.includes('Error detected')) {
      throw new CommandError(`ovs-vsctl ${args.join(' ')}`, 'ovs-vswitchd reports', 0, result.stderr)
    }
    return result.stdout.trim()
  }

  /** Where ovs-vswitchd, while it runs, takes commands. */
  get controlSocket(): string {
    return join(this.folder, `ovs-vswitchd.${this.#switch.pid}.ctl`)
  }

  /** Runs a command of ovs-vswitchd, such as `ofproto/trace`. @throws CommandError */
  async appctl(...args: string[]): Promise<string> {
    return (await this.run('ovs-appctl', ['-t', this.controlSocket, ...args])).stdout
  }

  async addBridge(name: string, { failMode = 'secure', protocol }: BridgeOptions = {}): Promise<Bridge> {
    const settings = ['datapath_type=netdev', `fail-mode=${failMode}`]
    if (protocol !== undefined) settings.push(`protocols=${protocol}`)
    await this.vsctl('add-br', name, '--', 'set', 'bridge', name, ...settings)
    return new Bridge(this, name, protocol ?? 'OpenFlow13')
  }

  /**
   * Ends ovsdb-server. Without it ovs-vswitchd 3.1 answers no OpenFlow, and the userspace datapath forwards nothing,
   * because the same thread does both.
   */
  stopDatabase(signal?: NodeJS.Signals): Promise<void> {
    return this.#database.stop(signal)
  }

  /** Starts ovsdb-server on the same file and socket. */
  startDatabase(): Promise<void> {
    return this.#database.start()
  }

  /** Runs operations (RFC 7047, section 5.2) on the database file, while ovsdb-server is stopped. @throws CommandError */
  async editStoppedDatabase(...operations: readonly object[]): Promise<void> {
    const transaction = JSON.stringify(['Open_vSwitch', ...operations])
    await this.lab.run('ovsdb-tool', ['transact', this.#databaseFile, transaction])
  }

  /** Ends ovs-vswitchd; its flows are gone with it. */
  stopSwitch(signal?: NodeJS.Signals): Promise<void> {
    return this.#switch.stop(signal)
  }

  startSwitch(): Promise<void> {
    return this.#switch.start()
  }
}

/** The two ends of what joins a switch to this host. */
interface Joint {
  readonly hostAddress: string
  readonly address: string
}

/**
 * Joins the namespace to this host by a pair of interfaces with addresses out of 198.18.0.0/15, the range RFC 2544
 * reserves for tests. Routes are host routes, so that two labs with the same luck in the draw
 * are the only possible conflict.
 */
async function joinHost(namespace: Namespace, device: string): Promise<Joint> {
  const block = randomInt(1 << 16)
  const address = (last: number): string =>
    `198.${18 + (block >> 15)}.${(block >> 7) & 0xff}.${((block & 0x7f) << 1) | last}`
  const [host, inner] = [address(0), address(1)]
  const { lab } = namespace
  await lab.run('ip', ['link', 'add', 'name', device, 'type', 'veth', 'peer', 'name', 'host', 'netns', namespace.name])
  await lab.run('ip', ['addr', 'add', `${host}/32`, 'peer', `${inner}/32`, 'dev', device])
  await lab.run('ip', ['link', 'set', 'dev', device, 'up'])
  // Everything on this host is reachable through it, also the address drawn for another switch of the lab.
  await namespace.ip(
    `addr add ${inner}/32 peer ${host}/32 dev host`,
    'link set dev host up',
    'route add default dev host',
  )
  return { hostAddress: host, address: inner }
}
