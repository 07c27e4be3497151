import fc from 'fast-check'
import type { Action } from '../../action/action.ts'
import type { LearnSpecification } from '../../action/learn.ts'
import type { FieldName } from '../../match/fields.ts'
import { bit, narrowSubfield, sameWidth, valueOf, widthOf } from './subfield.ts'

const LEARNED: readonly FieldName[] = ['eth_src', 'eth_dst', 'reg0', 'reg5', 'metadata', 'tunnel_id']

const specification: fc.Arbitrary<LearnSpecification> = fc.oneof(
  fc
    .constantFrom(...LEARNED)
    .map((field): LearnSpecification => ({ kind: 'match', target: { field }, source: { field } })),
  fc
    .constantFrom(...LEARNED)
    .chain((field) =>
      valueOf({ field }).map((value): LearnSpecification => ({ kind: 'match', target: { field }, value })),
    ),
  narrowSubfield.chain((target) =>
    sameWidth(widthOf(target)).map((source): LearnSpecification => ({ kind: 'load', target, source })),
  ),
  narrowSubfield.chain((target) =>
    valueOf(target).map((value): LearnSpecification => ({ kind: 'load', target, value })),
  ),
  fc.constant<LearnSpecification>({ kind: 'output', source: { field: 'in_port', start: 0, bits: 16 } }),
)

const positive = fc.integer({ min: 1, max: 0xffff })

export const learn: fc.Arbitrary<Action> = fc.record(
  {
    type: fc.constant('learn' as const),
    table: fc.integer({ min: 0, max: 254 }),
    priority: fc.integer({ min: 0, max: 0xffff }),
    idleTimeoutS: positive,
    hardTimeoutS: positive,
    finIdleTimeoutS: positive,
    cookie: fc.bigInt({ min: 1n, max: 0xffff_ffff_ffff_ffffn }),
    deleteLearned: fc.constant(true as const),
    limit: fc.integer({ min: 1, max: 0xffff_ffff }),
    result: bit,
    specifications: fc.array(specification, { maxLength: 4 }),
  },
  { requiredKeys: ['type', 'table', 'priority', 'specifications'] },
)
