import type { PacketState } from '../packet-state.ts'
import type { FakePort, Ports } from '../ports.ts'

/** Open vSwitch's `mac-aging-time` and `mac-table-size`. */
const AGING_S = 300
const MAX_ADDRESSES = 8192
const MULTICAST = 1n << 40n
/** 01:80:c2:00:00:00 to 0f: link-local protocols, which a bridge keeps to itself (IEEE 802.1Q, 8.6.3). */
const RESERVED = 0x0180_c200_0000n

interface Learned {
  port: number
  untilS: number
}

/** Where and how a packet leaves a learning switch. */
export interface Departure {
  readonly port: number
  /** The tag it leaves with; 0 none. */
  readonly vlan: number
}

const carries = ({ tag, trunks }: FakePort, vlan: number): boolean =>
  tag === undefined ? trunks === undefined || trunks.includes(vlan) : tag === vlan

/** What NORMAL does: an Ethernet switch that learns addresses for each VLAN. */
export class MacLearner {
  readonly #ports: Ports
  readonly #learned = new Map<string, Learned>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Learns where the packet came from and says where it goes, or why nowhere. */
  forward(packet: PacketState, nowS: number): readonly Departure[] | string {
    const from = this.#ports.get(Number(packet.get('in_port')))
    if (from === undefined) return 'came from no port of the bridge, dropping'
    const vid = Number(packet.get('vlan_tci') & 0xfffn)
    if (from.tag !== undefined && vid !== 0) return `port ${from.port} takes no tagged packets, dropping`
    const vlan = from.tag ?? vid
    if (!carries(from, vlan)) return `port ${from.port} is not in VLAN ${vlan}, dropping`
    const destination = packet.get('eth_dst')
    if ((destination & ~0xfn) === RESERVED) return 'for a link-local protocol, dropping'
    this.#learn(packet.get('eth_src'), vlan, from.port, nowS)
    const known = this.#learned.get(`${vlan} ${destination}`)
    if (known !== undefined && known.untilS > nowS) {
      return known.port === from.port ? 'learned port is input port, dropping' : this.#depart([known.port], vlan)
    }
    const others = this.#ports.all.filter(({ port, noFlood }) => port !== from.port && noFlood !== true)
    return this.#depart(
      others.map(({ port }) => port),
      vlan,
    )
  }

  #depart(ports: readonly number[], vlan: number): readonly Departure[] {
    return ports.flatMap((number) => {
      const port = this.#ports.get(number)
      return port === undefined || !carries(port, vlan)
        ? []
        : [{ port: number, vlan: port.tag === undefined ? vlan : 0 }]
    })
  }

  #learn(source: bigint, vlan: number, port: number, nowS: number): void {
    if ((source & MULTICAST) !== 0n) return
    const key = `${vlan} ${source}`
    // Behind the others, so that the first of the map is the one longest not seen.
    this.#learned.delete(key)
    const [oldest] = this.#learned.keys()
    if (this.#learned.size >= MAX_ADDRESSES && oldest !== undefined) this.#learned.delete(oldest)
    this.#learned.set(key, { port, untilS: nowS + AGING_S })
  }
}
