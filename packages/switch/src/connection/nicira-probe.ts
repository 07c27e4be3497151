import { type Dialect, type Message, nicira, v10 } from '@vlcp/openflow'
import type { Requests } from '../session/requests.ts'

/**
 * Whether an OpenFlow 1.0 switch knows Nicira's extensions: it is asked to let flow-mods name their table, which one that does
 * not know them refuses (OFPBRC_BAD_VENDOR). The answer to a barrier says that no refusal will come.
 */
export class NiciraProbe {
  readonly #dialect: Dialect
  readonly #question: number
  readonly #barrier: number
  #refused = false

  constructor(dialect: Dialect, requests: Requests, send: (message: Message) => void) {
    this.#dialect = dialect
    this.#question = requests.nextXid()
    this.#barrier = requests.nextXid()
    send({
      version: v10.OFP10_VERSION,
      type: v10.ofp_type.OFPT_VENDOR,
      xid: this.#question,
      vendor: nicira.NX_EXPERIMENTER_ID,
      subtype: nicira.nx_subtype.NXT_FLOW_MOD_TABLE_ID,
      set: 1,
    })
    send(dialect.barrierRequest(this.#barrier))
  }

  /** True or false when the message has decided it. */
  answer(message: Message): boolean | undefined {
    const { type } = this.#dialect.event(message)
    if (type === 'error' && message.xid === this.#question) this.#refused = true
    return type === 'barrier-reply' && message.xid === this.#barrier ? !this.#refused : undefined
  }
}
