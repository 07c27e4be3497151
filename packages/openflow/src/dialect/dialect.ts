import type { FlowRemoved } from '../flow-removed.ts'
import type { Message } from '../message.ts'
import type { FlowSpec } from '../flow-spec.ts'
import type { Modification } from '../modification.ts'
import type { PacketIn, PacketOut } from '../packet.ts'
import type { Port, PortChange, PortConfiguration } from '../port.ts'
import type { Role, RoleState } from '../role.ts'
import type { Statistics, StatisticsKind, StatisticsQuestion } from '../statistics.ts'

/** Something has no form in the version that was negotiated: "group needs OpenFlow 1.1 or later; this switch speaks 1.0". */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError'
  /** What has no form: a field, an action, a request. */
  readonly what: string

  constructor(what: string, message: string) {
    super(message)
    this.what = what
  }
}

/** What a switch tells of itself in the handshake. */
export interface SwitchFeatures {
  readonly datapathId: bigint
  readonly buffers: number
  readonly tables: number
  /** 0: the main connection. OpenFlow 1.3.5, 6.3.5. */
  readonly auxiliaryId: number
  /** OFPC_* bits. */
  readonly capabilities: number
  /** OpenFlow 1.0 tells them here; later versions are asked. */
  readonly ports?: readonly Port[]
}

/** How a bundle goes on. OpenFlow 1.4.1, 7.3.9. */
export type BundleStep = 'open' | 'close' | 'commit' | 'discard'

/** What a switch sends, without version. Whatever is not an event of this list answers a request, or is `other`. */
export type SwitchEvent =
  | { readonly type: 'hello' | 'echo-reply' | 'barrier-reply' | 'bundle-reply' | 'other' }
  | { readonly type: 'error'; readonly errorType: number; readonly errorCode: number; readonly data: Uint8Array }
  | { readonly type: 'echo-request'; readonly data: Uint8Array }
  | { readonly type: 'features'; readonly features: SwitchFeatures }
  | { readonly type: 'packet-in'; readonly packetIn: PacketIn }
  | { readonly type: 'flow-removed'; readonly flowRemoved: FlowRemoved }
  | { readonly type: 'port-status'; readonly change: PortChange; readonly port: Port }
  /** An answer to a role request (`asked`), or news that another controller has taken the role. */
  | { readonly type: 'role'; readonly asked: boolean; readonly state: RoleState }
  | { readonly type: 'statistics'; readonly more: boolean }

/** What a controller does most, between values and bytes without a message between. */
export interface Direct {
  /**
   * The message of `Dialect.modification` as bytes in `target`, from `offset` on.
   *
   * @returns its length, or -1 when there is too little room; then the rest of `target` may hold part of it
   */
  readonly writeModification: (xid: number, change: Modification, target: Uint8Array, offset: number) => number
  /**
   * The message that adds a flow, in the same way.
   *
   * @param bufferId where the switch keeps a packet that is to go through it; OFP_NO_BUFFER for none
   * @throws TextError, RangeError, UnsupportedError as `flowOf` and `Dialect.modification` do
   */
  readonly writeFlow: (xid: number, spec: FlowSpec, bufferId: number, target: Uint8Array, offset: number) => number
  /** The message of `Dialect.packetOut`, in the same way. */
  readonly writePacketOut: (xid: number, packet: PacketOut, target: Uint8Array, offset: number) => number
  /**
   * The packet-in that is the message `bytes[start, end)`, if it has the form most switches send: what `Dialect.event` tells of
   * it. Undefined for everything else, and for what is malformed: decode that.
   */
  readonly readPacketIn: (bytes: Uint8Array, start: number, end: number) => PacketIn | undefined
}

/**
 * How a version of OpenFlow says what this package says without version. All of it is pure: values in, messages out. Methods
 * that make a message throw an {@link UnsupportedError} for what the version has no form for, and a RangeError, naming the
 * field, for a value that does not fit.
 */
export interface Dialect extends Direct {
  /** The wire version, 0x01 to 0x06. */
  readonly version: number
  /** `1.3`. */
  readonly name: string

  hello(xid: number, versions: readonly number[]): Message
  error(xid: number, errorType: number, errorCode: number, data: Uint8Array): Message
  echoRequest(xid: number, data: Uint8Array): Message
  echoReply(xid: number, data: Uint8Array): Message
  featuresRequest(xid: number): Message
  barrierRequest(xid: number): Message
  modification(xid: number, modification: Modification): Message
  packetOut(xid: number, packet: PacketOut): Message
  portModification(xid: number, configuration: PortConfiguration): Message
  statisticsRequest(xid: number, question: StatisticsQuestion): Message
  roleRequest(xid: number, role: Role, generationId: bigint): Message
  /** Octets of each packet that come with a packet-in for lack of a matching flow (OFPT_SET_CONFIG). */
  setMissLength(xid: number, length: number): Message
  bundleControl(xid: number, bundleId: number, step: BundleStep): Message
  bundleAdd(xid: number, bundleId: number, message: Message): Message

  /** What a message of a switch tells. */
  event(message: Message): SwitchEvent
  /** What a message of a controller asks for: the reverse of `modification` and `packetOut`, undefined for other messages. */
  modificationOf(message: Message): Modification | undefined
  packetOutOf(message: Message): PacketOut | undefined
  /** What one part of the answer to such a question says; undefined when the message does not answer it. */
  statisticsItems<K extends StatisticsKind>(kind: K, message: Message): readonly Statistics[K]['item'][] | undefined
}
