import type { Each, Infer } from '@vlcp/struct'
import type { nx_action } from '../../nicira/action/action.ts'
import type { nx_action_subtype as subtype } from '../../nicira/action/type.ts'

/** The actions without actions inside them, which are the same in every version. */
type Plain = Exclude<
  Each<Infer<ReturnType<typeof nx_action<never>>>>,
  { readonly subtype: typeof subtype.NXAST_CT | typeof subtype.NXAST_CLONE }
>

export interface ConntrackBody<A> {
  subtype: typeof subtype.NXAST_CT
  flags: number
  zone_src: number
  zone: number
  recirc_table: number
  alg: number
  actions: A
}

export interface CloneBody<A> {
  subtype: typeof subtype.NXAST_CLONE
  actions: A
}

/**
 * What follows the experimenter's number in an action of Nicira.
 *
 * @typeParam A a list of the version's actions
 */
export type NiciraBody<A> = Plain | ConntrackBody<A> | CloneBody<A>

/** The body of one subtype. */
export type PlainBody<S extends number> = Extract<Plain, { readonly subtype: S }>
