/** Inclusive; a single address or port where `last` is left out. */
export interface NatRange<T> {
  readonly first: T
  readonly last?: T
}

/** NXAST_NAT, inside `ct`. ovs-actions(7). Without `kind` it only restores what was translated before. */
export interface NatAction {
  readonly type: 'nat'
  readonly kind?: 'src' | 'dst'
  /** Numbers are IPv4 addresses, bigints IPv6 addresses. */
  readonly addresses?: NatRange<number> | NatRange<bigint>
  readonly ports?: NatRange<number>
  readonly persistent?: boolean
  readonly selection?: 'hash' | 'random'
}
