import { type Action, type Group, OFPG_ANY } from '@vlcp/openflow'
import { groupModFailed, NotExecutableError, type Refusal } from '../errors.ts'
import { checkActions, type Surroundings } from '../check/action.ts'

/** OFPG_MAX of OpenFlow 1.3.5, 7.3.4.2; beyond it only OFPG_ALL, all groups of a removal. */
const LAST_GROUP = 0xffff_ff00
export const OFPG_ALL = 0xffff_fffc
/** Nothing is known of what a group is given; its actions are checked for being executable and no more. */
const ANY_PACKET = { ethertype: 0x0800, protocol: undefined, tagged: true }

/** Group table. OpenFlow 1.3.5, 6.5. */
export class Groups {
  readonly #groups = new Map<number, Group>()

  get all(): readonly Group[] {
    return [...this.#groups.values()].toSorted((a, b) => a.id - b.id)
  }

  get(id: number): Group | undefined {
    return this.#groups.get(id)
  }

  add(group: Group): Refusal | undefined {
    if (this.#groups.has(group.id))
      return groupModFailed('OFPGMFC_GROUP_EXISTS', `there is a group ${group.id} already`)
    return this.#store(group)
  }

  modify(group: Group): Refusal | undefined {
    if (!this.#groups.has(group.id)) return groupModFailed('OFPGMFC_UNKNOWN_GROUP', `there is no group ${group.id}`)
    return this.#store(group)
  }

  #store(group: Group): Refusal | undefined {
    const refusal = this.#check(group)
    if (refusal === undefined) this.#groups.set(group.id, group)
    return refusal
  }

  #check({ id, type, buckets }: Group): Refusal | undefined {
    if (type === 'unknown') throw new NotExecutableError('groups of unknown type')
    if (id > LAST_GROUP || id === OFPG_ANY) return groupModFailed('OFPGMFC_INVALID_GROUP', `${id} is a reserved group`)
    if (type === 'indirect' && buckets.length !== 1) {
      return groupModFailed('OFPGMFC_INVALID_GROUP', `an indirect group has one bucket, not ${buckets.length}`)
    }
    const watches = buckets.every(({ watchPort, watchGroup }) => watchPort !== undefined || watchGroup !== undefined)
    if (type === 'fast_failover' && !watches) {
      return groupModFailed('OFPGMFC_INVALID_GROUP', 'a bucket of a fast failover group watches a port or a group')
    }
    const ids = buckets.map((bucket, index) => bucket.id ?? index)
    if (new Set(ids).size < ids.length) return groupModFailed('OFPGMFC_BUCKET_EXISTS', 'two buckets have one id')
    for (const { actions } of buckets) checkExecutable(actions)
    return undefined
  }

  /** @returns the groups that are gone */
  remove(id: number): readonly Group[] {
    const gone = id === OFPG_ALL ? this.all : this.all.filter((group) => group.id === id)
    for (const group of gone) this.#groups.delete(group.id)
    return gone
  }
}

const NO_MATTER: Surroundings = { hasGroup: () => true }

function checkExecutable(actions: readonly Action[]): void {
  for (const action of actions) checkActions([action], { ...ANY_PACKET }, NO_MATTER)
}
