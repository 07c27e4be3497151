import type { Action, FlowSpec, Match, PacketIn, PacketInReason } from '@vlcp/openflow'
import { decodePacket, type Packet } from '@vlcp/packet'
import { SwitchError } from '../errors.ts'
import type { Confirmation } from '../session/confirmation.ts'
import type { Switch } from './switch.ts'

/** Addresses are 48-bit numbers. */
export interface EthernetHeader {
  readonly dst: number
  readonly src: number
  /** EtherType, or the length of an 802.3 frame; 0x8100 for one with a VLAN tag. */
  readonly type: number
}

const ETHERNET_BYTES = 14

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

const readMac = (bytes: Uint8Array, at: number): number =>
  u16(bytes, at) * 0x1_0000_0000 + u16(bytes, at + 2) * 0x1_0000 + u16(bytes, at + 4)

/** A flow for a packet and those like it; the packet itself takes the same actions. */
export interface PacketFlowSpec extends Omit<FlowSpec, 'actions' | 'instructions'> {
  readonly actions: readonly Action[]
}

/** A packet that a switch handed to the controller, and what can be done with it. */
export class ReceivedPacket implements PacketIn {
  /** The switch that sent it. */
  readonly switch: Switch
  readonly #packetIn: PacketIn
  #packet: Packet | undefined
  #ethernet: EthernetHeader | undefined

  constructor(from: Switch, packetIn: PacketIn) {
    this.switch = from
    this.#packetIn = packetIn
  }

  get inPort(): number {
    return this.#packetIn.inPort
  }

  get reason(): PacketInReason {
    return this.#packetIn.reason
  }

  get data(): Uint8Array {
    return this.#packetIn.data
  }

  get totalLength(): number {
    return this.#packetIn.totalLength
  }

  get metadata(): Match {
    return this.#packetIn.metadata
  }

  /** The event as it came, with what only some versions tell. */
  get packetIn(): PacketIn {
    return this.#packetIn
  }

  /** Its headers, decoded when first asked for. */
  get packet(): Packet {
    this.#packet ??= decodePacket(this.data, { originalLength: this.totalLength })
    return this.#packet
  }

  /** The Ethernet header alone, which costs little; undefined when the packet is too short for one. */
  get ethernet(): EthernetHeader | undefined {
    const { data } = this.#packetIn
    if (data.length < ETHERNET_BYTES) return undefined
    this.#ethernet ??= { dst: readMac(data, 0), src: readMac(data, 6), type: u16(data, 12) }
    return this.#ethernet
  }

  /**
   * Sends the packet through actions, as if it had just come in. Rejects with `truncated_packet` when the switch sent only its beginning and does not keep the rest
   */
  out(...actions: readonly Action[]): Confirmation {
    const { bufferId, data, inPort, totalLength } = this.#packetIn
    if (bufferId !== undefined) return this.switch.packetOut({ bufferId, inPort, actions })
    if (data.length < totalLength) {
      const reason = `the switch sent ${data.length} of ${totalLength} octets of the packet and keeps none`
      return this.switch.session.exchange.failed(new SwitchError('truncated_packet', reason))
    }
    return this.switch.packetOut({ data, inPort, actions })
  }

  /**
   * Adds a flow and sends this packet through its actions, too. What is returned is about the flow; a refusal of the packet
   * goes where those go that nobody waits for.
   */
  flow(spec: PacketFlowSpec): Confirmation {
    const { bufferId } = this.#packetIn
    const confirmation = this.switch.flow(spec, bufferId)
    if (bufferId === undefined && confirmation.refusal === undefined) this.out(...spec.actions)
    return confirmation
  }
}
