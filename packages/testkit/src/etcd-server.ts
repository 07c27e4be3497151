import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Background } from './background.ts'
import { freePort } from './free-port.ts'
import { LabScope } from './lab-scope.ts'
import { requireLab } from './requirement.ts'
import { waitFor } from './wait-for.ts'

export interface EtcdServerOptions {
  /** Further arguments of `etcd`. */
  readonly args?: readonly string[]
  /** Writes reach the disk before they are answered. Default false: faster, and what a killed process wrote stays. */
  readonly fsync?: boolean
  /** Certificate files for the port of the clients, in PEM form; `ca` asks clients for theirs. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
}

/** A real etcd of its own folder on loopback; several form a cluster. It ends with the test, also when that fails. */
export class EtcdServer {
  /** `host:port` of the clients. */
  readonly host: string
  readonly folder: string
  readonly #scope: LabScope
  readonly #args: readonly string[]
  #process: Background | undefined

  private constructor(scope: LabScope, host: string, folder: string, args: readonly string[]) {
    this.#scope = scope
    this.host = host
    this.folder = folder
    this.#args = args
  }

  /** Starts one server. @throws RequirementError, BackgroundError */
  static async start(options: EtcdServerOptions = {}): Promise<EtcdServer> {
    return (await EtcdServer.startCluster(1, options))[0] as EtcdServer
  }

  /** Starts the members of one cluster; closing one of them leaves the others. */
  static async startCluster(size: number, options: EtcdServerOptions = {}): Promise<EtcdServer[]> {
    requireLab({ programs: ['etcd', 'etcdctl'], root: false })
    const ports: { client: number; peer: number }[] = []
    for (let i = 0; i < size; i++) ports.push({ client: await freePort(), peer: await freePort() })
    const cluster = ports.map(({ peer }, i) => `m${i}=http://127.0.0.1:${peer}`).join(',')
    const servers = ports.map(({ client, peer }, i) => {
      const scope = new LabScope('etcd')
      const folder = mkdtempSync(join(scope.folder, 'data-'))
      const args = argumentsOf(`m${i}`, folder, client, peer, cluster, options)
      return new EtcdServer(scope, `127.0.0.1:${client}`, folder, args)
    })
    try {
      await Promise.all(servers.map((server) => server.start()))
    } catch (error) {
      await Promise.allSettled(servers.map((server) => server.close()))
      throw error
    }
    return servers
  }

  /** Starts it again on its data. */
  async start(): Promise<void> {
    this.#process = this.#scope.start('etcd', this.#args)
    await this.#process.waitForLine(/ready to serve client requests|serving (insecure )?client requests/, 30_000)
  }

  /** Ends it as a power failure of the process would. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL')
  }

  /** Stops it from doing anything; connections stay. */
  async pause(): Promise<void> {
    this.#signal('SIGSTOP')
    // One thread after the other stops.
    await waitFor(() => this.#threadStates().every((state) => state === 'T'), { what: `the pause of ${this.host}` })
  }

  resume(): void {
    this.#signal('SIGCONT')
  }

  /** Runs `etcdctl` on this server and returns what it printed. @throws CommandError */
  async etcdctl(...args: readonly string[]): Promise<string> {
    const env = { ETCDCTL_API: '3' }
    return (await this.#scope.run('etcdctl', [`--endpoints=${this.host}`, ...args], { env })).stdout
  }

  /** Writes a key by etcd's HTTP gateway: any octets, here written like `\\xff`. Without TLS and users. */
  async putRaw(key: string, value: string): Promise<void> {
    const [keyText, valueText] = [key, value].map((text) => {
      const octets = text.replaceAll(/\\x([\da-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
      return Buffer.from(octets, 'latin1').toString('base64')
    })
    const body = JSON.stringify({ key: keyText, value: valueText })
    const answer = await fetch(`http://${this.host}/v3/kv/put`, { method: 'POST', body })
    if (!answer.ok) throw new Error(`etcd at ${this.host}: ${await answer.text()}`)
  }

  /** Waits until the cluster takes questions. */
  async waitUntilHealthy(): Promise<void> {
    await waitFor(() => this.etcdctl('endpoint', 'health'), { what: `etcd at ${this.host}`, timeoutMs: 30_000 })
  }

  /** Ends the server and removes its data. */
  async close(): Promise<void> {
    this.resume()
    await this.kill()
    await this.#scope.close()
  }

  /** The letters of proc(5) for the states of its threads. */
  #threadStates(): (string | undefined)[] {
    const folder = `/proc/${this.#process?.pid}/task`
    const stats = readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/stat`, 'utf8'))
    // The name before the state may hold any character, but ends with the last parenthesis.
    return stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2)[0])
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exit } = this.#process ?? {}
    if (pid !== undefined && exit === undefined) process.kill(pid, signal)
  }
}

function argumentsOf(
  name: string,
  folder: string,
  client: number,
  peer: number,
  cluster: string,
  { args = [], fsync = false, tls }: EtcdServerOptions,
): string[] {
  const clientUrl = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${client}`
  const peerUrl = `http://127.0.0.1:${peer}`
  const tlsArgs = tls === undefined ? [] : [`--cert-file=${tls.cert}`, `--key-file=${tls.key}`]
  if (tls?.ca !== undefined) tlsArgs.push('--client-cert-auth', `--trusted-ca-file=${tls.ca}`)
  return [
    `--name=${name}`,
    `--data-dir=${folder}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=${cluster}`,
    ...(fsync ? [] : ['--unsafe-no-fsync']),
    ...tlsArgs,
    ...args,
  ]
}
