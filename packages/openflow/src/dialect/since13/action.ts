import type { Action } from '../../action/action.ts'
import type { Match } from '../../match/match.ts'
import { ofp_action_type, type OfpAction } from '../../v13/action.ts'
import type { OfpAction as Ofp15Action } from '../../v15/action.ts'
import type { MatchCodec } from './match.ts'
import { decodeNative, encodeNative } from './native-action.ts'
import { unsupported } from './unsupported.ts'
import { isLegacyVlan, taggedAfter, taggedBy, withoutLegacyVlan } from './vlan.ts'

/** What differs between the versions in actions. `A` is an action of the version. */
export interface ActionForm<A extends Ofp15Action> {
  /** An action that only this version has a form of its own for. */
  encodeOwn(action: Action): A | OfpAction | undefined
  decodeOwn(action: A): Action | undefined
  /** An action in the form of an experimenter. */
  encodeExperimenter(action: Action): A | undefined
  decodeExperimenter(action: A): Action | undefined
  /** The whole action in bytes, and back. */
  bytesOf(action: A): Uint8Array
  ofBytes(bytes: Uint8Array): A
}

const OUTPUT_ALL = 0xffff

const isSeveral = (action: Action): boolean => action.type === 'enqueue' || isLegacyVlan(action)

/** Actions of one version. */
export class ActionCodec<A extends Ofp15Action> {
  readonly #match: MatchCodec
  readonly #form: ActionForm<A>

  constructor(match: MatchCodec, form: ActionForm<A>) {
    this.#match = match
    this.#form = form
  }

  /**
   * The actions in the form of the version.
   *
   * @param match what the packets match, where it is known
   * @throws UnsupportedError for an action without form, RangeError for a value that does not fit
   */
  encode(actions: readonly Action[], match?: Match): (A | OfpAction)[] {
    const [first] = actions
    // One action is most of them, and an array that is empty and grows gets room for seventeen.
    if (actions.length === 1 && first !== undefined && !isSeveral(first)) return [this.#one(first)]
    return actions.some(isSeveral) ? this.#encodeSeveral(actions, match) : actions.map((action) => this.#one(action))
  }

  /** Actions of which some become several, or need to know whether there is a tag. */
  #encodeSeveral(actions: readonly Action[], match: Match | undefined): (A | OfpAction)[] {
    const made: (A | OfpAction)[] = []
    let tagged = taggedBy(match)
    for (const action of actions) {
      if (isLegacyVlan(action)) for (const one of withoutLegacyVlan(action, tagged)) this.#push(made, one)
      else this.#push(made, action)
      tagged = taggedAfter(action, tagged)
    }
    return made
  }

  #push(made: (A | OfpAction)[], action: Action): void {
    if (action.type === 'enqueue') {
      made.push(this.#one({ type: 'set_queue', queue: action.queue }))
      made.push(this.#one({ type: 'output', port: action.port, maxLength: OUTPUT_ALL }))
      made.push(this.#one({ type: 'pop_queue' }))
    } else made.push(this.#one(action))
  }

  #one(action: Action): A | OfpAction {
    if (action.type === 'unknown') return this.#form.ofBytes(action.bytes)
    return this.#own(action) ?? this.#experimenter(action)
  }

  #own(action: Action): A | OfpAction | undefined {
    return encodeNative(action, this.#match) ?? this.#form.encodeOwn(action)
  }

  #experimenter(action: Action): A {
    const made = this.#form.encodeExperimenter(action)
    if (made !== undefined) return made
    throw unsupported(action.type, this.#match.version)
  }

  decode(actions: readonly A[]): Action[] {
    return actions.map((action) => this.#decodeOne(action) ?? { type: 'unknown', bytes: this.#form.bytesOf(action) })
  }

  #decodeOne(action: A): Action | undefined {
    // Octets beyond the action's own would be lost.
    if ('_extra' in action) return undefined
    if (action.type !== ofp_action_type.OFPAT_EXPERIMENTER)
      return decodeNative(action, this.#match) ?? this.#form.decodeOwn(action)
    const known = this.#form.decodeExperimenter(action)
    // What the version has a form of its own for would not be encoded as it came.
    return known === undefined || this.#hasOwn(known) ? undefined : known
  }

  #hasOwn(action: Action): boolean {
    try {
      return this.#own(action) !== undefined
    } catch {
      return true
    }
  }
}
