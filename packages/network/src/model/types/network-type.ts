/**
 * What the model has to know about a kind of physical network. How its packets look on the wire is the business of the
 * feature that sends them.
 */
export interface NetworkType {
  /** The value of `type`. */
  readonly name: string
  /** One phrase for help: `the network is carried by …`. */
  readonly summary: string
  /** Whether interfaces of switches can lead to such a network. */
  readonly hasPorts: boolean
  /** How many logical networks one physical network can carry. */
  readonly mostLogicalNetworks: number
  /** How its logical networks are told apart; undefined when nothing tells them apart. */
  readonly tag?: TagSpace
}

/** Numbers of which every logical network of a physical network has one. */
export interface TagSpace {
  /** The attribute of a logical network that holds its number: `vlanid`. */
  readonly attribute: string
  /** The attribute of the physical network that holds the ranges to choose from: `vlanrange`. */
  readonly rangeAttribute: string
  readonly first: number
  readonly last: number
}
