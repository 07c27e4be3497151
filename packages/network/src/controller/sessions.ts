import { formatDatapathId } from '@vlcp/address'
import type { Logger } from '@vlcp/server'
import type { SwitchSession } from '@vlcp/switch'

export interface SessionsEvents {
  /** The session that speaks for a switch from now on. */
  connected(session: SwitchSession): void
  /** The session that spoke for a switch has ended, or has lost its place to another one. */
  disconnected(session: SwitchSession): void
}

/** Milliseconds a session has to prove that it lives when another one claims the same datapath id. */
const PROOF_TIMEOUT_MS = 5_000

/**
 * The established sessions, one for each datapath id. OpenFlow does not say who is right when two claim the same id: a
 * switch that came back before its broken connection was noticed, two bridges with one id, a bridge with two ways to
 * this controller, or an impostor. The one that is there keeps its place as long as it answers; if the newer one always
 * won, two that reconnect would take the switch from each other for ever.
 */
export class Sessions {
  readonly #logger: Logger
  readonly #events: SessionsEvents
  readonly #current = new Map<bigint, SwitchSession>()
  readonly #contested = new Set<bigint>()
  /** Sessions whose rivals were reported: those come again with every back-off. */
  readonly #reported = new WeakSet<SwitchSession>()
  #closed = false

  constructor(logger: Logger, events: SessionsEvents) {
    this.#logger = logger
    this.#events = events
  }

  get(datapathId: bigint): SwitchSession | undefined {
    return this.#current.get(datapathId)
  }

  all(): Iterable<SwitchSession> {
    return this.#current.values()
  }

  /** Takes an established session in, or closes it. */
  offer(session: SwitchSession): void {
    const { datapathId } = session
    // Auxiliary connections carry packets, never the state of the switch.
    if (this.#closed || session.features.auxiliary_id !== 0) return
    const present = this.#current.get(datapathId)
    if (present === undefined) this.#take(session)
    else if (this.#contested.has(datapathId)) session.close()
    else void this.#contest(present, session)
  }

  /** Closes a session that does not speak for the switch it names. */
  expel(session: SwitchSession): void {
    session.close()
    this.#drop(session)
  }

  /** Lets go of all sessions; whoever owns the connections closes them. */
  close(): void {
    this.#closed = true
    this.#current.clear()
  }

  async #contest(present: SwitchSession, session: SwitchSession): Promise<void> {
    const { datapathId } = session
    this.#contested.add(datapathId)
    const lives = await answers(present)
    this.#contested.delete(datapathId)
    if (this.#current.get(datapathId) !== present) {
      this.offer(session)
    } else if (lives) {
      this.#refuse(present, session)
    } else {
      this.expel(present)
      this.#take(session)
    }
  }

  #refuse(present: SwitchSession, session: SwitchSession): void {
    session.close()
    if (this.#reported.has(present)) return
    this.#reported.add(present)
    this.#logger.warn(
      { datapathId: formatDatapathId(session.datapathId), peer: session.peer, owner: present.peer },
      'another connection claims the datapath id of a switch that is connected and answers; it is closed',
    )
  }

  #take(session: SwitchSession): void {
    this.#current.set(session.datapathId, session)
    this.#log(session, 'a switch connected')
    void session.ended.then(() => this.#drop(session))
    this.#events.connected(session)
  }

  #drop(session: SwitchSession): void {
    if (this.#current.get(session.datapathId) !== session) return
    this.#current.delete(session.datapathId)
    this.#log(session, 'a switch disconnected')
    this.#events.disconnected(session)
  }

  #log({ datapathId, peer }: SwitchSession, what: string): void {
    this.#logger.info({ datapathId: formatDatapathId(datapathId), peer }, what)
  }
}

/** Whether the switch behind a session answers a barrier in time. */
function answers(session: SwitchSession): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PROOF_TIMEOUT_MS)
    const settle = (lives: boolean): void => {
      clearTimeout(timer)
      resolve(lives)
    }
    session.barrier().then(
      () => settle(true),
      () => settle(false),
    )
  })
}
