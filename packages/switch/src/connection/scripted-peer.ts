import { OFP13_VERSION, ofp_hello_elem_type, ofp_msg, type OfpMsg, ofp_type } from '@vlcp/openflow'
import { connect, type Connection, type Endpoint, lengthFramer } from '@vlcp/transport'

/** A message without what the session adds. */
type Outgoing = OfpMsg extends infer M ? (M extends OfpMsg ? Omit<M, 'version' | 'xid'> : never) : never

interface Manners {
  readonly describesPorts?: boolean
  readonly datapathId?: bigint
  readonly auxiliaryId?: number
}

/** A port of which there is nothing to say. */
export const PORT = {
  port_no: 1,
  hw_addr: 1,
  name: 'p',
  config: 0,
  state: 0,
  curr: 0,
  advertised: 0,
  supported: 0,
  peer: 0,
  curr_speed: 0,
  max_speed: 0,
}

/**
 * The other end of a session for tests: says what a test tells it to say. Not Open vSwitch, because Open vSwitch never sends
 * the malformed, late or contradictory messages these tests are about.
 */
export class ScriptedPeer {
  readonly received: OfpMsg[] = []
  readonly #connection: Connection
  #observers: ((message: OfpMsg) => void)[] = []

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  static async connect(endpoint: Endpoint): Promise<ScriptedPeer> {
    const made: { peer?: ScriptedPeer } = {}
    await connect(endpoint, {
      framer: () => lengthFramer({ lengthOffset: 2, headerSize: 8 }),
      open: (connection) => {
        const peer = new ScriptedPeer(connection)
        made.peer = peer
        return { onMessage: (bytes) => peer.#receive(bytes), onClose: () => undefined }
      },
    })
    if (made.peer === undefined) throw new Error('not connected')
    return made.peer
  }

  get ended(): Promise<Error | undefined> {
    return this.#connection.ended
  }

  /** Called for every message from now on. */
  onMessage(observer: (message: OfpMsg) => void): void {
    this.#observers.push(observer)
  }

  send(message: Outgoing, xid: number, version = OFP13_VERSION): void {
    this.sendBytes(ofp_msg.encode({ ...message, version, xid } as OfpMsg))
  }

  sendBytes(bytes: Uint8Array): void {
    this.#connection.send(bytes)
  }

  close(): void {
    this.#connection.destroy()
  }

  hello(bitmaps: readonly number[] | undefined, version = OFP13_VERSION): void {
    const element = { type: ofp_hello_elem_type.OFPHET_VERSIONBITMAP, bitmaps: [...(bitmaps ?? [])] }
    this.send({ type: ofp_type.OFPT_HELLO, elements: bitmaps === undefined ? [] : [element] }, 1, version)
  }

  /** Answers what a session asks before it is established, and whether it lives. */
  behave({ describesPorts = true, datapathId = 0x1234n, auxiliaryId = 0 }: Manners = {}): void {
    this.hello([1 << OFP13_VERSION])
    this.onMessage((message) => {
      if (message.type === ofp_type.OFPT_FEATURES_REQUEST) {
        const ids = { datapath_id: datapathId, auxiliary_id: auxiliaryId }
        const features = { ...ids, n_buffers: 0, n_tables: 254, capabilities: 0 }
        this.send({ type: ofp_type.OFPT_FEATURES_REPLY, ...features }, message.xid)
      } else if (describesPorts && message.type === ofp_type.OFPT_MULTIPART_REQUEST && message.mp_type === 13) {
        this.send({ type: ofp_type.OFPT_MULTIPART_REPLY, mp_type: 13, flags: 0, ports: [] }, message.xid)
      } else if (message.type === ofp_type.OFPT_ECHO_REQUEST) {
        this.send({ type: ofp_type.OFPT_ECHO_REPLY, data: message.data }, message.xid)
      }
    })
  }

  #receive(bytes: Uint8Array): void {
    const message = ofp_msg.decode(new Uint8Array(bytes))
    this.received.push(message)
    for (const observer of this.#observers) observer(message)
  }
}
