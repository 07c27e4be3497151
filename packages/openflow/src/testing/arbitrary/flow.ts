import fc from 'fast-check'
import type { Action } from '../../action/action.ts'
import type { Instruction } from '../../action/instruction.ts'
import type { Flow } from '../../flow.ts'
import type { Bucket, Group } from '../../group.ts'
import type { Match } from '../../match/match.ts'
import type { Meter, MeterBand } from '../../meter.ts'
import { fieldByName } from '../../match/fields.ts'

const u16 = fc.integer({ min: 0, max: 0xffff })
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
const positive = fc.integer({ min: 1, max: 0xffff })
const positive32 = fc.integer({ min: 1, max: 0xffff_ffff })
const notNat = (action: Action): boolean => action.type !== 'nat'

/** Instructions in the order of their execution, each at most once. */
export function arbitraryInstructions(
  action: fc.Arbitrary<Action>,
  written: fc.Arbitrary<Action> = action,
): fc.Arbitrary<readonly Instruction[]> {
  const actions = fc.array(action.filter(notNat), { minLength: 1, maxLength: 4 })
  const set = fc.array(written.filter(notNat), { minLength: 1, maxLength: 4 })
  const maybe = (instruction: fc.Arbitrary<Instruction>): fc.Arbitrary<readonly Instruction[]> =>
    fc.array(instruction, { maxLength: 1 })
  return fc
    .tuple(
      maybe(fc.integer({ min: 1, max: 0xffff_0000 }).map((meter): Instruction => ({ type: 'meter', meter }))),
      maybe(actions.map((list): Instruction => ({ type: 'apply_actions', actions: list }))),
      maybe(fc.constant<Instruction>({ type: 'clear_actions' })),
      maybe(set.map((list): Instruction => ({ type: 'write_actions', actions: list }))),
      maybe(fc.tuple(u64, u64).map(([metadata, mask]): Instruction => ({ type: 'write_metadata', metadata, mask }))),
      maybe(fc.integer({ min: 1, max: 254 }).map((table): Instruction => ({ type: 'goto_table', table }))),
    )
    .map((parts) => parts.flat())
}

export const arbitraryFlow = (
  match: fc.Arbitrary<Match>,
  instructions: fc.Arbitrary<readonly Instruction[]>,
): fc.Arbitrary<Flow> =>
  fc.record(
    {
      table: fc.constant(0),
      priority: u16,
      cookie: u64,
      match,
      instructions,
      idleTimeoutS: positive,
      hardTimeoutS: positive,
      importance: positive,
      flags: fc.integer({ min: 1, max: 31 }),
    },
    { requiredKeys: ['table', 'priority', 'cookie', 'match', 'instructions'] },
  )

const watches = {
  watchPort: fc.integer({ min: 1, max: 0xfeff }),
  watchGroup: fc.integer({ min: 0, max: 0xffff_ff00 }),
}

/** Only groups that choose watch what their buckets depend on, and only select groups weigh them. */
const bucket = (type: Group['type'], action: fc.Arbitrary<Action>): fc.Arbitrary<Bucket> =>
  fc.record(
    {
      actions: fc.array(action, { maxLength: 3 }),
      id: fc.integer({ min: 0, max: 0xffff_ff00 }),
      ...(type === 'select' || type === 'fast_failover' ? watches : {}),
      ...(type === 'select' ? { weight: fc.integer({ min: 2, max: 0xffff }) } : {}),
    },
    { requiredKeys: type === 'fast_failover' ? ['actions', 'watchPort'] : ['actions'] },
  )

const selection = fc.record(
  {
    method: fc.constant('hash'),
    parameter: fc.bigInt({ min: 1n, max: 0xffff_ffff_ffff_ffffn }),
    fields: fc.constantFrom<Match>(
      { ipv4_dst: 0xffff_ffff },
      { ipv4_src: 0xff00_ff00, tcp_dst: 0xff },
      { eth_dst: 0xff, [fieldByName('ipv6_src').name]: 5n },
    ),
  },
  { requiredKeys: ['method'] },
)

export const arbitraryGroup = (action: fc.Arbitrary<Action>): fc.Arbitrary<Group> =>
  fc.constantFrom<Group['type'][]>('all', 'select', 'indirect', 'fast_failover').chain((type) =>
    fc.record(
      {
        id: fc.integer({ min: 0, max: 0xffff_ff00 }),
        type: fc.constant(type),
        buckets: fc.array(bucket(type, action), type === 'indirect' ? { minLength: 1, maxLength: 1 } : { maxLength: 3 }),
        ...(type === 'select' ? { selection } : {}),
      },
      { requiredKeys: ['id', 'type', 'buckets'] },
    ),
  )

const rates = (burst: boolean) => ({ rate: positive32, ...(burst ? { burst: positive32 } : {}) })

const band = (burst: boolean): fc.Arbitrary<MeterBand> =>
  fc.oneof(
    fc.record({ type: fc.constant('drop' as const), ...rates(burst) }),
    fc.record({
      type: fc.constant('dscp_remark' as const),
      ...rates(burst),
      levels: fc.integer({ min: 1, max: 255 }),
    }),
  )

export const arbitraryMeter: fc.Arbitrary<Meter> = fc.boolean().chain((burst) =>
  fc.record(
    {
      id: fc.constantFrom(1, 7, 0xffff_0000, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff),
      unit: fc.constantFrom('kbps' as const, 'pktps' as const),
      stats: fc.constant(true as const),
      bands: fc.array(band(burst), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['id', 'unit', 'bands'] },
  ),
)
