import {
  encodeModification,
  type Modification,
  ofp_msg,
  ofp_type,
  onf_bundle_ctrl_type,
  onf_bundle_flags,
  ONF_ET_BUNDLE_ADD_MESSAGE,
  ONF_ET_BUNDLE_CONTROL,
  ONF_EXPERIMENTER_ID,
} from '@vlcp/openflow'
import { OpenFlowError } from './errors.ts'
import type { SwitchSession } from './session.ts'

/** Undefined when the switch confirmed a modification, else why it did not take it. */
export type Outcome = Error | undefined

const FLAGS = onf_bundle_flags.ONF_BF_ATOMIC | onf_bundle_flags.ONF_BF_ORDERED

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
  const watches: ReturnType<SwitchSession['watch']>[] = []
  const unsent = new Map<number, Error>()
  try {
    for (const [at, modification] of modifications.entries()) {
      const xid = session.nextXid()
      watches.push(session.watch(xid))
      const reason = attempt(() => session.send(encodeModification(xid, modification), xid))
      if (reason !== undefined) unsent.set(at, reason)
      await session.writable()
    }
    await session.barrier()
    return watches.map(({ refusal }, at) => unsent.get(at) ?? refusal())
  } finally {
    for (const { done } of watches) done()
  }
}

function control(session: SwitchSession, bundle_id: number, ctrl_type: 0 | 2 | 4 | 6): Promise<unknown> {
  return session.request(
    {
      type: ofp_type.OFPT_EXPERIMENTER,
      experimenter: ONF_EXPERIMENTER_ID,
      exp_type: ONF_ET_BUNDLE_CONTROL,
      bundle_id,
      ctrl_type,
      flags: FLAGS,
    },
    ofp_type.OFPT_EXPERIMENTER,
  )
}

/** True when the switch has committed the whole bundle; false when it has changed nothing (EXT-230). */
async function applyAsBundle(session: SwitchSession, modifications: readonly Modification[]): Promise<boolean> {
  const { ONF_BCT_OPEN_REQUEST, ONF_BCT_COMMIT_REQUEST, ONF_BCT_DISCARD_REQUEST } = onf_bundle_ctrl_type
  const bundle = session.nextBundleId()
  if (!(await accepted(control(session, bundle, ONF_BCT_OPEN_REQUEST)))) return false
  const watches: ReturnType<SwitchSession['watch']>[] = []
  let isWhole = true
  try {
    for (const modification of modifications) {
      const xid = session.nextXid()
      watches.push(session.watch(xid))
      if (attempt(() => addToBundle(session, bundle, xid, modification)) !== undefined) isWhole = false
      await session.writable()
    }
    // A message that is refused on the way in leaves the rest of the bundle intact, and must not be lost in it.
    await session.barrier()
    if (!isWhole || watches.some(({ refusal }) => refusal() !== undefined)) {
      await accepted(control(session, bundle, ONF_BCT_DISCARD_REQUEST))
      return false
    }
    return await accepted(control(session, bundle, ONF_BCT_COMMIT_REQUEST))
  } finally {
    for (const { done } of watches) done()
  }
}

function addToBundle(session: SwitchSession, bundle_id: number, xid: number, modification: Modification): void {
  const message = ofp_msg.encode(encodeModification(xid, modification))
  session.send(
    {
      type: ofp_type.OFPT_EXPERIMENTER,
      experimenter: ONF_EXPERIMENTER_ID,
      exp_type: ONF_ET_BUNDLE_ADD_MESSAGE,
      bundle_id,
      flags: FLAGS,
      message,
    },
    xid,
  )
}

/**
 * Why a message could not be put into bytes: it is longer than the 65 535 that OpenFlow allows, as a group with thousands
 * of buckets is. That concerns this message alone, not the session.
 */
function attempt(send: () => unknown): Error | undefined {
  try {
    send()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** False for the switch's own refusal; anything else is passed on. */
async function accepted(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (error instanceof OpenFlowError) return false
    throw error
  }
}
