import { describe, expect, it } from 'vitest'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { StatisticsQuestion } from '../../statistics.ts'
import { extended, plain, octets, sent } from '../../testing/dialect-10.ts'
import { UnsupportedError } from '../dialect.ts'

describe('a question', () => {
  it.each<[StatisticsQuestion, string]>([
    [{ kind: 'description' }, '0000 0000'],
    [{ kind: 'tables' }, '0003 0000'],
    [{ kind: 'ports' }, '0004 0000 ffff 000000000000'],
    [{ kind: 'ports', port: 3 }, '0004 0000 0003 000000000000'],
    [{ kind: 'queues' }, '0005 0000 fffc 0000 ffffffff'],
    [{ kind: 'queues', port: 1, queue: 2 }, '0005 0000 0001 0000 00000002'],
  ])('is the same with and without extension: $kind', (question, expected) => {
    for (const dialect of [plain, extended])
      expect(octets(dialect.statisticsRequest(1, question)).slice(16)).toBe(expected.replaceAll(' ', ''))
  })

  it('for flows is asked of every switch', () => {
    const wanted = { match: { in_port: 1 }, table: 3, outPort: OFPP_ANY }
    expect(sent(plain.statisticsRequest(1, { kind: 'flows', ...wanted }))).toMatchObject({
      stats_type: 1,
      table_id: 3,
      out_port: 0xffff,
    })
    expect(sent(plain.statisticsRequest(1, { kind: 'aggregate' }))).toMatchObject({ stats_type: 2, table_id: 0xff })
    expect(sent(extended.statisticsRequest(1, { kind: 'flows', ...wanted, cookie: 5n }))).toMatchObject({
      stats_type: 0xffff,
      subtype: 0,
      table_id: 3,
      match: [{ value: 1 }, { value: 5n }],
    })
    expect(() => plain.statisticsRequest(1, { kind: 'flows', cookie: 5n })).toThrow('cookie has no form')
    expect(() => plain.statisticsRequest(1, { kind: 'flows', match: { reg0: 1 } })).toThrow('reg0 has no form')
  })

  it.each<StatisticsQuestion>([{ kind: 'groups' }, { kind: 'groupDescriptions' }, { kind: 'portDescriptions' }])(
    'needs the extension: $kind',
    (question) => {
      expect(sent(extended.statisticsRequest(1, question))).toMatchObject({ type: 16 })
      expect(() => plain.statisticsRequest(1, question)).toThrow(UnsupportedError)
    },
  )

  it.each<StatisticsQuestion>([{ kind: 'meters' }, { kind: 'meterDescriptions' }])('has no form: $kind', (question) => {
    expect(() => extended.statisticsRequest(1, question)).toThrow(UnsupportedError)
  })
})
