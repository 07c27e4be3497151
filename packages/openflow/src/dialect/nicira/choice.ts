import type { BundleAction, HashFields, MultipathAction } from '../../action/action.ts'
import { nx_bd_algorithm } from '../../nicira/action/choice.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import { oxm_header } from '../../oxm/oxm.ts'
import type { PlainBody } from './body.ts'
import { fieldOfHeader, subfieldOf } from './field.ts'
import { port16, port32 } from './port.ts'
import { target32 } from './register.ts'

/** By the numbers of NX_HASH_FIELDS_*. */
const HASHES: readonly HashFields[] = [
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
  'symmetric_l3',
]

/** By the numbers of NX_MP_ALG_*. */
const ALGORITHMS: readonly MultipathAction['algorithm'][] = ['modulo_n', 'hash_threshold', 'hrw', 'iter_hash']

type BundleBody = PlainBody<typeof subtype.NXAST_BUNDLE> | PlainBody<typeof subtype.NXAST_BUNDLE_LOAD>

export function encodeBundle({ type, fields, basis, algorithm, members, target }: BundleAction): BundleBody {
  const chosen = {
    algorithm: algorithm === 'active_backup' ? nx_bd_algorithm.NX_BD_ALG_ACTIVE_BACKUP : nx_bd_algorithm.NX_BD_ALG_HRW,
    fields: HASHES.indexOf(fields),
    basis,
    member_type: oxm_header.NXM_OF_IN_PORT,
    members: members.map((member) => port16(member, type)),
  }
  if (type === 'bundle') return { subtype: subtype.NXAST_BUNDLE, ...chosen, ofs: 0, n_bits_less_1: 0, dst: 0 }
  if (target === undefined) throw new RangeError('bundle_load: target is missing')
  return { subtype: subtype.NXAST_BUNDLE_LOAD, ...chosen, ...target32(target, type) }
}

export function decodeBundle(body: BundleBody): BundleAction | undefined {
  const fields = HASHES[body.fields]
  const algorithms: readonly BundleAction['algorithm'][] = ['active_backup', 'hrw']
  const algorithm = algorithms[body.algorithm]
  if (fields === undefined || algorithm === undefined || body.member_type !== oxm_header.NXM_OF_IN_PORT)
    return undefined
  const chosen = { fields, basis: body.basis, algorithm, members: body.members.map(port32) }
  if (body.subtype === subtype.NXAST_BUNDLE)
    return body.dst === 0 && body.ofs === 0 && body.n_bits_less_1 === 0 ? { type: 'bundle', ...chosen } : undefined
  const target = subfieldOf(fieldOfHeader(body.dst), body.ofs, body.n_bits_less_1 + 1)
  return target === undefined ? undefined : { type: 'bundle_load', ...chosen, target }
}

export function encodeMultipath(action: MultipathAction): PlainBody<typeof subtype.NXAST_MULTIPATH> {
  if (action.links < 1) throw new RangeError(`multipath: ${action.links} links; there must be at least one`)
  return {
    subtype: subtype.NXAST_MULTIPATH,
    fields: HASHES.indexOf(action.fields),
    basis: action.basis,
    algorithm: ALGORITHMS.indexOf(action.algorithm),
    max_link: action.links - 1,
    arg: action.argument,
    ...target32(action.target, 'multipath'),
  }
}

export function decodeMultipath(body: PlainBody<typeof subtype.NXAST_MULTIPATH>): MultipathAction | undefined {
  const fields = HASHES[body.fields]
  const algorithm = ALGORITHMS[body.algorithm]
  const target = subfieldOf(fieldOfHeader(body.dst), body.ofs, body.n_bits_less_1 + 1)
  if (fields === undefined || algorithm === undefined || target === undefined) return undefined
  const { basis, max_link, arg } = body
  return { type: 'multipath', fields, basis, algorithm, links: max_link + 1, argument: arg, target }
}
