import {
  type Action,
  canonicalMatch,
  type Flow,
  formatFlow,
  formatGroup,
  formatMeter,
  type Group,
  type Instruction,
  type Match,
  type Meter,
  type Modification,
  UnsupportedError,
} from '@vlcp/openflow'
import { OpenFlowError, type SwitchSession, type VersionName } from '@vlcp/switch'
import { everythingBuildable } from './openflow-built.fixture.ts'

/** What flows and buckets refer to. */
export const GROUP: Group = { id: 0x7fff_ffff, type: 'all', buckets: [] }
export const METER: Meter = { id: 0xffff, unit: 'kbps', bands: [{ type: 'drop', rate: 1000 }] }

function rooted(action: Action): Action {
  if (action.type === 'group') return { ...action, group: GROUP.id }
  if (action.type === 'meter') return { ...action, meter: METER.id }
  return action.type === 'clone' ? { ...action, actions: action.actions.map(rooted) } : action
}

function rootedInstruction(instruction: Instruction): Instruction {
  if (instruction.type === 'meter') return { ...instruction, meter: METER.id }
  if (instruction.type !== 'apply_actions' && instruction.type !== 'write_actions') return instruction
  return { ...instruction, actions: instruction.actions.map(rooted) }
}

const OFPFF_CHECK_OVERLAP = 2

/** A flow that refers to what is there, overlaps no other, does not end during the test, and is known by its cookie. */
const settled = ({ importance, ...flow }: Flow, at: number): Flow => ({
  ...flow,
  priority: at + 1,
  cookie: BigInt(at + 1),
  idleTimeoutS: 10_000,
  hardTimeoutS: 20_000,
  flags: (flow.flags ?? 0) & ~OFPFF_CHECK_OVERLAP,
  instructions: flow.instructions.map(rootedInstruction),
  ...(importance === undefined ? {} : { importance }),
})

const settledGroup = (group: Group, at: number): Group => ({
  ...group,
  id: at + 1,
  buckets: group.buckets.map((bucket) => ({ ...bucket, actions: bucket.actions.map(rooted) })),
})

export type Kind = 'put-flow' | 'add-group' | 'add-meter'

/** The changes of one kind that the generators make, each of an entry of its own. */
export function settledChanges(kind: Kind): readonly Modification[] {
  const changes = everythingBuildable().flatMap((one) => (one.kind === kind && one.change ? [one.change] : []))
  return changes.map((change, at): Modification => {
    if (change.kind === 'put-flow') return { kind: change.kind, flow: settled(change.flow, at) }
    if (change.kind === 'add-group') return { kind: change.kind, group: settledGroup(change.group, at) }
    return change.kind === 'add-meter' ? { kind: change.kind, meter: { ...change.meter, id: at + 1 } } : change
  })
}

const SHORT_OF_MASKS = /^tun_(?:erspan|gtpu)_/

/** Open vSwitch reports the masks of these fields as their values. */
function withoutMasks(match: Match): Match {
  const kept: Record<string, Match[keyof Match]> = { ...match }
  for (const [name, wanted] of Object.entries(match)) {
    if (!SHORT_OF_MASKS.test(name)) continue
    const value = typeof wanted === 'object' && 'value' in wanted ? wanted.value : wanted
    if (typeof value === 'number' && value !== 0) kept[name] = value
    else delete kept[name]
  }
  return kept
}

/** A flow as text, without what Open vSwitch reports differently. OpenFlow 1.0 does not report flags at all. */
const flowText = (flow: Flow, version: VersionName): string =>
  formatFlow({
    ...flow,
    match: canonicalMatch(withoutMasks(flow.match)),
    ...(version === '1.0' ? { flags: 0 } : {}),
  })

const textOf = (change: Modification | undefined, version: VersionName): string | undefined => {
  switch (change?.kind) {
    case 'put-flow':
      return flowText(change.flow, version)
    case 'add-group':
      return formatGroup(change.group)
    case 'add-meter':
      return formatMeter(change.meter)
    default:
      return undefined
  }
}

export interface Outcome {
  /** What was sent, as text. */
  readonly text: string
  readonly error: OpenFlowError | undefined
}

/** What a switch holds of a kind, as text. */
export async function heldBy(session: SwitchSession, version: VersionName, kind: Kind): Promise<readonly string[]> {
  if (kind === 'put-flow') return (await session.flows()).map((flow) => flowText(flow, version))
  if (kind === 'add-group') return (await session.groups()).filter(({ id }) => id !== GROUP.id).map(formatGroup)
  const meters = await session.statistics('meterDescriptions', {})
  return meters.filter(({ id }) => id !== METER.id).map(formatMeter)
}

/** Sends changes, but for those the version has no form for, and waits for what becomes of each. */
export async function sendAll(
  session: SwitchSession,
  version: VersionName,
  changes: readonly Modification[],
): Promise<readonly Outcome[]> {
  const outcomes = changes.map(async (change): Promise<Outcome | undefined> => {
    try {
      const text = textOf(session.dialect.modificationOf(session.dialect.modification(0, change)), version) ?? ''
      const error = await session.modify(change).then(
        () => undefined,
        (refusal: unknown) => refusal,
      )
      if (error !== undefined && !(error instanceof OpenFlowError)) throw error
      return { text, error }
    } catch (error) {
      if (error instanceof UnsupportedError) return undefined
      throw error
    }
  })
  return (await Promise.all(outcomes)).filter((outcome) => outcome !== undefined)
}
