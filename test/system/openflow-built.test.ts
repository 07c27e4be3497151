import { type Dialect, encodeMessage, formatMessage, ofp10, ofp13, ofp14, ofp15 } from '@vlcp/openflow'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { comparable, hasText } from './built-differences.fixture.ts'
import { meaningOf } from './built-meaning.fixture.ts'
import { type Examined, examineEverything } from './built-oracle.fixture.ts'
import { defectOf, DEFECTS, explain, type Refusal, REFUSALS } from './built-verdicts.fixture.ts'

const DIALECTS: readonly Dialect[] = [ofp10(true), ofp13, ofp14, ofp15]

/** What a version has no form for: actions, instructions, fields, requests. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  '1.0': [
    'bundle',
    'clear_actions',
    'copy_ttl_in',
    'decap',
    'encap',
    'importance',
    'meter',
    'meterDescriptions',
    'meters',
    'outGroup',
    'pop_pbb',
    'push_pbb',
    'push_vlan',
    'role nochange',
    'write_actions',
  ],
  '1.3': ['group selection', 'importance', 'modify-flows of all tables', 'pbb_uca'],
  '1.4': ['group selection', 'modify-flows of all tables'],
  '1.5': ['modify-flows of all tables'],
}

const everything: Awaited<ReturnType<typeof examineEverything>>[] = []
beforeAll(async () => {
  requireLab({ programs: ['ovs-ofctl', 'tshark'], root: false })
  for (const dialect of DIALECTS) everything.push(await examineEverything(dialect))
})

const explanation = ({ refusal, message }: Examined): Refusal | undefined =>
  refusal === undefined ? undefined : explain(REFUSALS, refusal, formatMessage(message))

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe.each(DIALECTS.map((dialect, at) => ({ dialect, name: dialect.name, at })))(
  'all that can be built in OpenFlow $name',
  ({ dialect, name, at }) => {
    const all = (): readonly Examined[] => everything[at]?.examined ?? []

    it('is all but what the version has no form for', () => {
      expect([...(everything[at]?.unsupported ?? [])].toSorted()).toEqual(UNSUPPORTED[name])
      expect(all().length).toBeGreaterThan(1500)
    })

    it('encodes to the same bytes once it is decoded', () => {
      for (const { message, bytes } of all()) expect(hex(encodeMessage(message))).toBe(hex(bytes))
    })

    it('is read as what was meant, which is said by the same bytes', () => {
      for (const { kind, message, bytes, xid, change, packet } of all()) {
        if (kind === 'bundle add') continue
        const read = dialect.modificationOf(message)
        const sent = dialect.packetOutOf(message)
        expect([read?.kind, sent !== undefined]).toEqual([change?.kind, packet !== undefined])
        if (read !== undefined) expect(hex(encodeMessage(dialect.modification(xid, read)))).toBe(hex(bytes))
        if (sent !== undefined) expect(hex(encodeMessage(dialect.packetOut(xid, sent)))).toBe(hex(bytes))
      }
    })

    it('is read as what was asked for', () => {
      const asked: string[] = []
      const read: string[] = []
      for (const { kind, change, message } of all()) {
        const told = dialect.modificationOf(message)
        if (kind === 'bundle add' || change === undefined || told === undefined) continue
        const meant = meaningOf(change, name)
        if (meant === undefined) continue
        asked.push(meant)
        read.push(meaningOf(told, name) ?? '')
      }
      expect(read.length).toBeGreaterThan(700)
      expect(read).toEqual(asked)
    })

    it('is read by Open vSwitch, but for what it does not have', () => {
      const unexplained = all().filter((each) => each.refusal !== undefined && explanation(each) === undefined)
      expect(unexplained.map(({ refusal, message }) => `${refusal}: ${formatMessage(message)}`)).toEqual([])
    })

    it('has the text that Open vSwitch prints', () => {
      const compared = all()
        .filter((each) => each.refusal === undefined && hasText(each))
        .map(comparable)
      expect(compared.length).toBeGreaterThan(1000)
      expect(compared.map(({ ours }) => ours)).toEqual(compared.map(({ ovs }) => ovs))
    })

    it('is dissected by tshark, and called malformed by its own defects only', () => {
      expect(all().filter(({ dissected }) => !dissected)).toEqual([])
      const unexplained = all().filter((each) => each.malformed && defectOf(each) === undefined)
      expect(unexplained.map(({ message }) => formatMessage(message))).toEqual([])
    })
  },
)

describe('the lists of exceptions', () => {
  const all = (): readonly Examined[] => everything.flatMap(({ examined }) => examined)

  it.each(REFUSALS)('need $error: $why', (refusal) => {
    expect(all().some((each) => explanation(each) === refusal)).toBe(true)
  })

  it.each(DEFECTS)('need $why', (defect) => {
    expect(all().some((each) => each.malformed && defectOf(each) === defect)).toBe(true)
  })
})
