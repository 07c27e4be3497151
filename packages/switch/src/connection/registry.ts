import type { SwitchSession } from '../session/session.ts'

export interface RegistryEvents {
  /** The session that speaks for a switch from now on. */
  connected(session: SwitchSession): void
  /** The session that spoke for a switch has ended, or has lost its place to another one. */
  disconnected(session: SwitchSession): void
  /** Another connection claimed the datapath id of a session that answers, and is closed. */
  refused(session: SwitchSession, owner: SwitchSession): void
  /** A further connection of a switch that is connected; it ends with the main one. OpenFlow 1.3.5, 6.3.5. */
  auxiliary?(session: SwitchSession, main: SwitchSession): void
}

/** Milliseconds a session has to prove that it lives when another one claims the same datapath id. */
const PROOF_TIMEOUT_MS = 5_000

/** A switch and what else it has connected with, by auxiliary id. */
interface Entry {
  readonly main: SwitchSession
  readonly auxiliaries: Map<number, SwitchSession>
}

/**
 * The established sessions, one for each datapath id. OpenFlow does not say who is right when two claim the same id: a
 * switch that came back before its broken connection was noticed, two bridges with one id, a bridge with two ways to
 * this controller, or an impostor. The one that is there keeps its place as long as it answers; if the newer one always
 * won, two that reconnect would take the switch from each other for ever.
 */
export class SessionRegistry {
  readonly #events: RegistryEvents
  readonly #current = new Map<bigint, Entry>()
  readonly #contested = new Set<bigint>()
  #closed = false

  constructor(events: RegistryEvents) {
    this.#events = events
  }

  get(datapathId: bigint): SwitchSession | undefined {
    return this.#current.get(datapathId)?.main
  }

  *all(): IterableIterator<SwitchSession> {
    for (const { main } of this.#current.values()) yield main
  }

  /** Takes an established session in, or closes it. */
  offer(session: SwitchSession): void {
    const { datapathId } = session
    if (this.#closed || session.isOver) return
    const present = this.#current.get(datapathId)
    if (session.features.auxiliaryId !== 0) this.#join(present, session)
    else if (present === undefined) this.#take(session)
    else if (this.#contested.has(datapathId)) session.close()
    else void this.#contest(present.main, session)
  }

  /** Whether the session of a switch answers; one that does not is closed. False, too, when there is none. */
  async defend(datapathId: bigint): Promise<boolean> {
    const present = this.#current.get(datapathId)?.main
    if (present === undefined) return false
    const lives = await answers(present)
    if (!lives) this.expel(present)
    return lives
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

  /** Auxiliary connections carry packets, never the state of the switch: there is none without the main one. */
  #join(entry: Entry | undefined, session: SwitchSession): void {
    if (entry === undefined) {
      session.close()
      return
    }
    const { auxiliaryId } = session.features
    entry.auxiliaries.get(auxiliaryId)?.close()
    entry.auxiliaries.set(auxiliaryId, session)
    void session.ended.then(() => {
      if (entry.auxiliaries.get(auxiliaryId) === session) entry.auxiliaries.delete(auxiliaryId)
    })
    this.#events.auxiliary?.(session, entry.main)
  }

  async #contest(present: SwitchSession, session: SwitchSession): Promise<void> {
    const { datapathId } = session
    this.#contested.add(datapathId)
    const lives = await answers(present)
    this.#contested.delete(datapathId)
    if (session.isOver || this.get(datapathId) !== present) {
      this.offer(session)
    } else if (lives) {
      session.close()
      this.#events.refused(session, present)
    } else {
      this.expel(present)
      this.#take(session)
    }
  }

  #take(session: SwitchSession): void {
    this.#current.set(session.datapathId, { main: session, auxiliaries: new Map() })
    void session.ended.then(() => this.#drop(session))
    this.#events.connected(session)
  }

  #drop(session: SwitchSession): void {
    const entry = this.#current.get(session.datapathId)
    if (entry?.main !== session) return
    this.#current.delete(session.datapathId)
    for (const auxiliary of entry.auxiliaries.values()) auxiliary.close()
    this.#events.disconnected(session)
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
