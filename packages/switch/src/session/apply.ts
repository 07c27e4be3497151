import { type BundleStep, type Modification, UnsupportedError } from '@vlcp/openflow'
import { OpenFlowError } from '../errors.ts'
import type { Confirmation } from './confirmation.ts'
import type { SwitchSession } from './session.ts'

/** Undefined when the switch confirmed a modification, else why it did not take it. */
export type Outcome = Error | undefined

/**
 * Makes changes as one bundle. If the switch refuses any of them, or has no bundles, they are sent one by one, so that one
 * that is refused does not hold up the others.
 */
export async function applyModifications(
  session: SwitchSession,
  modifications: readonly Modification[],
): Promise<readonly Outcome[]> {
  if (modifications.length > 1 && (await applyAsBundle(session, modifications))) {
    return modifications.map(() => undefined)
  }
  return applyOneByOne(session, modifications)
}

/** Sends every change and a barrier; an error that comes before the barrier's answer belongs to its change. */
async function applyOneByOne(
  session: SwitchSession,
  modifications: readonly Modification[],
): Promise<readonly Outcome[]> {
  const sent: Confirmation[] = []
  for (const modification of modifications) {
    sent.push(session.modify(modification).expect())
    await session.writable()
  }
  await session.barrier()
  return sent.map(({ refusal }) => refusal)
}

function control(session: SwitchSession, bundleId: number, step: BundleStep): Promise<unknown> {
  return session.exchange.request(
    (xid) => session.dialect.bundleControl(xid, bundleId, step),
    (event) => (event.type === 'bundle-reply' ? true : undefined),
  )
}

/** True when the switch has committed the whole bundle; false when it has changed nothing (OpenFlow 1.4.1, 6.8). */
async function applyAsBundle(session: SwitchSession, modifications: readonly Modification[]): Promise<boolean> {
  const bundle = session.nextBundleId()
  if (!(await accepted(() => control(session, bundle, 'open')))) return false
  const sent: Confirmation[] = []
  for (const modification of modifications) {
    sent.push(add(session, bundle, modification).expect())
    await session.writable()
  }
  // A message that is refused on the way in leaves the rest of the bundle intact, and must not be lost in it.
  await session.barrier()
  if (sent.some(({ refusal }) => refusal !== undefined)) {
    await accepted(() => control(session, bundle, 'discard'))
    return false
  }
  return accepted(() => control(session, bundle, 'commit'))
}

/** A message longer than the 65 535 octets that OpenFlow allows, as one with thousands of buckets is, fails alone. */
function add(session: SwitchSession, bundleId: number, modification: Modification): Confirmation {
  const { dialect, exchange } = session
  return exchange.track((xid) => dialect.bundleAdd(xid, bundleId, dialect.modification(xid, modification)))
}

/** False for the switch's own refusal, and where the version has no bundles; anything else is passed on. */
async function accepted(step: () => Promise<unknown>): Promise<boolean> {
  try {
    await step()
    return true
  } catch (error) {
    if (error instanceof OpenFlowError || error instanceof UnsupportedError) return false
    throw error
  }
}
