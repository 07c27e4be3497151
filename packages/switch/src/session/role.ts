import { type Role, type RoleState, v10 } from '@vlcp/openflow'
import type { SwitchSession } from './session.ts'

const ask = (session: SwitchSession, role: Role, generationId: bigint): Promise<RoleState> =>
  session.exchange.request(
    (xid) => session.dialect.roleRequest(xid, role, generationId),
    (event) => (event.type === 'role' ? event.state : undefined),
  )

/**
 * Claims a role. A switch refuses to make somebody master or slave with an older generation than it has seen (OpenFlow 1.3.5,
 * 6.3.4), so that a controller that was away cannot take over by accident. Who does not say a generation means a newer one.
 */
export async function claimRole(
  session: SwitchSession,
  role: Role,
  generationId: bigint | undefined,
): Promise<RoleState> {
  if (generationId !== undefined || role === 'nochange' || role === 'equal')
    return ask(session, role, generationId ?? 0n)
  // Nicira's extension has no generations, and answers without.
  const known = session.version === v10.OFP10_VERSION ? undefined : (await ask(session, 'nochange', 0n)).generationId
  return ask(session, role, known === undefined ? 0n : BigInt.asUintN(64, known + 1n))
}
