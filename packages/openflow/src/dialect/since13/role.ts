import type { Role, RoleState } from '../../role.ts'
import { ofp_controller_role as role } from '../../v13/switch.ts'

const ROLES = ['nochange', 'equal', 'master', 'slave'] as const satisfies readonly Role[]
const NO_GENERATION = 0xffff_ffff_ffff_ffffn

/** The numbers are the same in OpenFlow 1.2 to 1.5. */
export function encodeRole(wanted: Role): 0 | 1 | 2 | 3 {
  switch (wanted) {
    case 'nochange':
      return role.OFPCR_ROLE_NOCHANGE
    case 'equal':
      return role.OFPCR_ROLE_EQUAL
    case 'master':
      return role.OFPCR_ROLE_MASTER
    case 'slave':
      return role.OFPCR_ROLE_SLAVE
  }
}

/** Undefined for a role that has no name. */
export function decodeRole(wire: { role: number; generation_id: bigint }): RoleState | undefined {
  const name = ROLES[wire.role]
  if (name === undefined) return undefined
  return wire.generation_id === NO_GENERATION ? { role: name } : { role: name, generationId: wire.generation_id }
}
