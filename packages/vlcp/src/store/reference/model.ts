/** How objects of one class of the reference become objects of ours (vlcp-network 1.2). */
export interface ReferenceModel {
  /** Words for people. */
  readonly words: string
  /** What keys begin with; ours are the same. */
  readonly prefix: string
  /** The parts of a key, in order: parameters of the operation. */
  readonly keys: readonly string[]
  /** The operation that creates one; the batch form has an `s` at its end. */
  readonly operation: string
  /** The list parameter of the batch form. */
  readonly list: string
  /** Attributes whose parameter has another name. */
  readonly renamed: Readonly<Record<string, string>>
}

/** In the order in which they can be created: what others refer to comes first. */
export const referenceModels: readonly ReferenceModel[] = [
  {
    words: 'physical network',
    prefix: 'viperflow.physicalnetwork',
    keys: ['id'],
    operation: 'createphysicalnetwork',
    list: 'networks',
    renamed: {},
  },
  {
    words: 'physical port',
    prefix: 'viperflow.physicalport',
    keys: ['vhost', 'systemid', 'bridge', 'name'],
    operation: 'createphysicalport',
    list: 'ports',
    renamed: {},
  },
  {
    words: 'logical network',
    prefix: 'viperflow.logicnetwork',
    keys: ['id'],
    operation: 'createlogicalnetwork',
    list: 'networks',
    renamed: {},
  },
  {
    words: 'subnet',
    prefix: 'viperflow.subnet',
    keys: ['id'],
    operation: 'createsubnet',
    list: 'subnets',
    renamed: { network: 'logicalnetwork' },
  },
  {
    words: 'logical port',
    prefix: 'viperflow.logicalport',
    keys: ['id'],
    operation: 'createlogicalport',
    list: 'ports',
    renamed: { network: 'logicalnetwork' },
  },
]

/** What the reference kept beside its model: it says nothing that is not said elsewhere, or passes by itself. */
export const derived: readonly (readonly [beginning: string, what: string])[] = [
  ['viperflow.physicalnetworkmap.', 'which networks a physical network carries'],
  ['viperflow.physicalnetworkset', 'list of all physical networks'],
  ['viperflow.physicalportset', 'list of all physical ports'],
  ['viperflow.logicnetworkmap.', 'which ports a logical network has'],
  ['viperflow.logicalnetworkset', 'list of all logical networks'],
  ['viperflow.logcialportset', 'list of all logical ports'],
  ['viperflow.subnetmap.', 'which addresses of a subnet are taken'],
  ['viperflow.subnetset', 'list of all subnets'],
  ['viperflow.vrouterset', 'list of all routers'],
  ['viperflow.vxlanendpointset.', 'tunnel ends, which switches announce again'],
  ['viperflow.logicalportvxlaninfo.', 'tunnel ends of ports, which switches announce again'],
  ['viperflow.dvrouterforward', 'forwarding addresses of routers, which switches announce again'],
  ['viperflow.dvrouterexternaladdressinfo', 'external addresses of routers, which switches announce again'],
  ['indices.', 'index entry'],
  ['indicesset.', 'list of index entries'],
  ['multiindices.', 'index entry'],
  ['multiindicesset.', 'list of index entries'],
  ['vlcp._reserved.', 'lock'],
]
