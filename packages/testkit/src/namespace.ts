import type { Background, BackgroundOptions } from './background.ts'
import type { LabScope } from './lab-scope.ts'
import type { RunOptions, RunResult } from './run.ts'

// Neighbour discovery and multicast listener reports would be noise in every capture.
const silenceIpv6 = 'for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done 2> /dev/null; true'

/** A network namespace of a lab. The lab removes it; interfaces inside vanish with it. */
export class Namespace {
  readonly lab: LabScope
  readonly name: string

  private constructor(lab: LabScope, name: string) {
    this.lab = lab
    this.name = name
  }

  /** Makes the namespace `<lab name>-<name>` with its loopback up and IPv6 off. */
  static async create(lab: LabScope, name: string): Promise<Namespace> {
    const namespace = new Namespace(lab, `${lab.name}-${name}`)
    await lab.run('ip', ['netns', 'add', namespace.name])
    await namespace.ip('link set dev lo up')
    await namespace.run('sh', ['-c', silenceIpv6])
    return namespace
  }

  /** Runs `ip` commands inside, one a line, in one go. */
  async ip(...commands: string[]): Promise<void> {
    await this.lab.run('ip', ['-n', this.name, '-batch', '-'], { input: `${commands.join('\n')}\n` })
  }

  /**
   * Makes a pair of interfaces, `port` in this namespace and up, `device` in the other and not yet up.
   */
  async pair(port: string, other: Namespace, device: string): Promise<void> {
    await this.ip(`link add name ${port} type veth peer name ${device} netns ${other.name}`, `link set dev ${port} up`)
    // The userspace datapath forwards what it reads; checksums left to the hardware would stay empty.
    await other.run('ethtool', ['-K', device, 'tx', 'off'])
  }

  /** Runs a program inside. @throws CommandError */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
    return this.lab.run('ip', ['netns', 'exec', this.name, program, ...args], options)
  }

  /** Starts a program inside that runs beside the test. */
  start(program: string, args: readonly string[], options?: Partial<BackgroundOptions>): Background {
    return this.lab.start('ip', ['netns', 'exec', this.name, program, ...args], options)
  }
}
