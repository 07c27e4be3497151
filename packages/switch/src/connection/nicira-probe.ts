import { type Dialect, type Message, nicira, type SwitchEvent, v10 } from '@vlcp/openflow'
import type { Requests } from '../session/requests.ts'

/**
 * Whether an OpenFlow 1.0 switch knows Nicira's extensions: it is asked to let flow-mods name their table, which one that does
 * not know them refuses (OFPBRC_BAD_VENDOR). The answer to a barrier says that no refusal will come.
 */
export class NiciraProbe {
  readonly #question: number
  readonly #barrier: number
  #refused = false

  constructor(dialect: Dialect, requests: Requests, send: (message: Message) => void) {
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

  /**
   * True or false when the message has decided it. Messages are handled in their order, so that a barrier that is refused, as
   * switches do that have none, answers as well.
   */
  answer({ xid }: Message, { type }: SwitchEvent): boolean | undefined {
    if (type === 'error' && xid === this.#question) this.#refused = true
    if (xid !== this.#barrier || (type !== 'barrier-reply' && type !== 'error')) return undefined
    return !this.#refused
  }
}
