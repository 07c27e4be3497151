import type { Bucket, Group } from '@vlcp/openflow'
import { orderActionSet } from './action-set.ts'
import { hashPacket, highest } from './hash.ts'
import type { Run, SwitchMemory, Walk } from './run.ts'

/** Groups that watch each other end somewhere. */
const MAX_WATCHED = 16

function isLive(memory: SwitchMemory, { watchPort, watchGroup }: Bucket, depth = 0): boolean {
  if (watchPort === undefined && watchGroup === undefined) return true
  if (watchPort !== undefined && memory.ports.isLive(watchPort)) return true
  const watched = watchGroup === undefined || depth >= MAX_WATCHED ? undefined : memory.groups.get(watchGroup)
  return watched?.buckets.some((bucket) => isLive(memory, bucket, depth + 1)) === true
}

function select({ memory }: Run, walk: Walk, group: Group): readonly Bucket[] {
  const { buckets } = group
  if (memory.chooseBucket !== undefined) {
    const index = memory.chooseBucket(group, walk.packet.frame)
    const chosen = buckets[index]
    if (chosen === undefined) throw new RangeError(`group ${group.id} has no bucket ${index}`)
    return [chosen]
  }
  const weight = (index: number): number => buckets[index]?.weight ?? 1
  const indices = buckets.map((_, index) => index)
  const live = indices.filter((index) => weight(index) > 0 && isLive(memory, buckets[index] ?? { actions: [] }))
  const chosen = buckets[highest(hashPacket(walk.packet, 'symmetric_l4', 0), live, weight)]
  return chosen === undefined ? [] : [chosen]
}

function bucketsOf(run: Run, walk: Walk, group: Group): readonly Bucket[] {
  switch (group.type) {
    case 'all':
      return group.buckets
    case 'indirect':
      return group.buckets.slice(0, 1)
    case 'fast_failover':
      return group.buckets.filter((bucket) => isLive(run.memory, bucket)).slice(0, 1)
    case 'select':
      return select(run, walk, group)
    case 'unknown':
      return []
  }
}

/** Gives each bucket that counts a copy of the packet. OpenFlow 1.3.5, 5.6.1. */
export function executeGroup(run: Run, walk: Walk, id: number): void {
  const group = run.memory.groups.get(id)
  if (group === undefined) {
    run.note(walk, `there is no group ${id}`)
    return
  }
  for (const bucket of bucketsOf(run, walk, group)) {
    run.note(walk, `bucket ${bucket.id ?? group.buckets.indexOf(bucket)}`)
    const packet = walk.packet.clone()
    const inner: Walk = { ...walk, packet, depth: walk.depth + 1, nesting: walk.nesting + 1, inside: 'group' }
    run.step(inner)
    run.execute(inner, orderActionSet(bucket.actions))
    // A bucket works on a copy of the packet, but what it resubmits to shares the action set and the stack.
    walk.actionSet = inner.actionSet
  }
}
