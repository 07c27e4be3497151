import type { Action } from '@vlcp/openflow'

/** Before the fields are set, in this order (OpenFlow 1.5.1, 5.6); of each the last one counts. */
const FIRST: readonly Action['type'][] = ['pop_vlan', 'pop_mpls', 'push_mpls', 'push_vlan', 'dec_ttl', 'dec_mpls_ttl']
/** At the end only the one that stands last here; Open vSwitch has added resubmit and conntrack. */
const FINAL: readonly Action['type'][] = ['ct', 'ct_clear', 'resubmit', 'output', 'group']
const isOutput = (action: Action): boolean =>
  action.type === 'controller' ||
  action.type === 'output_reg' ||
  action.type === 'enqueue' ||
  action.type === 'output_trunc'

const finalOf = (action: Action): number => FINAL.indexOf(isOutput(action) ? 'output' : action.type)

/** The list of actions an action set, or a bucket, stands for; nothing at all without one that ends it. */
export function orderActionSet(actions: readonly Action[]): readonly Action[] {
  let final: Action | undefined
  for (const action of actions)
    if (finalOf(action) >= 0 && (final === undefined || finalOf(action) >= finalOf(final))) final = action
  if (final === undefined) return []
  const first = FIRST.map((type) => actions.findLast((action) => action.type === type)).filter(
    (one) => one !== undefined,
  )
  const rest = actions.filter((action) => !FIRST.includes(action.type) && finalOf(action) < 0)
  return [...first, ...rest, final]
}
