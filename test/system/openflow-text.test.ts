import fc from 'fast-check'
import {
  type Flow,
  formatFlow,
  formatGroup,
  formatInstructions,
  formatMatch,
  type Group,
  parseFlow,
  parseGroup,
  TextError,
} from '@vlcp/openflow'
import { requireLab, run } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { arbitrarySetAction, arbitrarySwitchAction } from '../../packages/openflow/src/testing/arbitrary/action.ts'
import {
  arbitraryFlow,
  arbitraryGroup,
  arbitraryInstructions,
} from '../../packages/openflow/src/testing/arbitrary/flow.ts'
import { arbitraryMatch, FOREIGN } from '../../packages/openflow/src/testing/arbitrary/match.ts'
import {
  acceptedTexts,
  deliberatelyRefusedTexts,
  groupTexts,
  maskedTexts,
  niciraTexts,
  refusedTexts,
} from './openflow-text.fixture.ts'

/** With OpenFlow 1.4 a flow has importance, and actions are still Nicira's where OpenFlow 1.5 would have its own. */
const OPENFLOW_14 = ['-O', 'OpenFlow14']
const NICIRA = ['-F', 'NXM']

const FLAGS = ['send_flow_rem ', 'check_overlap ', 'reset_counts ', 'no_packet_counts ', 'no_byte_counts ']

/** What Open vSwitch makes of every flow, in the form in which it prints messages that add flows. */
async function printedByOvs(options: readonly string[], texts: readonly string[]): Promise<readonly string[]> {
  const args = [...options, 'parse-flows', '-']
  const { stdout } = await run('ovs-ofctl', args, { input: `${texts.join('\n')}\n` })
  return stdout.split('\n').flatMap((line) => /^(?:OFPT|NXT)_FLOW_MOD .*?: ADD (.*)$/.exec(line)?.slice(1) ?? [])
}

/** The same of ours: of a message, not of a dump. */
function printedByUs({
  priority,
  match,
  cookie,
  idleTimeoutS,
  hardTimeoutS,
  importance,
  flags = 0,
  instructions,
}: Flow) {
  const selector = [...(priority === 0x8000 ? [] : [`priority=${priority}`]), formatMatch(match)].filter(Boolean)
  const parts = [
    selector.join(','),
    // In a message that changes flows, all ones is no cookie.
    cookie === 0n || cookie === 0xffff_ffff_ffff_ffffn ? '' : `cookie:0x${cookie.toString(16)}`,
    idleTimeoutS === undefined ? '' : `idle:${idleTimeoutS}`,
    hardTimeoutS === undefined ? '' : `hard:${hardTimeoutS}`,
    importance === undefined ? '' : `importance:${importance}`,
    FLAGS.filter((_, bit) => ((flags >> bit) & 1) === 1)
      .join('')
      .trim(),
    `actions=${formatInstructions(instructions)}`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

const TRANSLATES_IPV4 = /nat\((?:src|dst)=[0-9]+\./
const TRANSLATES_IPV6 = /nat\((?:src|dst)=(?:\[|[0-9a-f]*:)/

/** Open vSwitch tracks connections only where the match says of which protocol they are, and translates only its addresses. */
function withProtocol(flow: Flow): Flow {
  const actions = formatInstructions(flow.instructions)
  if (!/\bct\b/.test(actions)) return flow
  const eth_type = TRANSLATES_IPV6.test(actions) ? 0x86dd : 0x0800
  return { ...flow, match: { eth_type, ip_proto: 6, ct_state: { value: 0x22, mask: 0x22 } } }
}

/** ovs-ofctl takes the first digits of an IPv6 mask for the length of a prefix, and refuses what it prints itself. */
const isReadable = (flow: Flow): boolean => {
  const actions = formatInstructions(flow.instructions)
  if (TRANSLATES_IPV4.test(actions) && TRANSLATES_IPV6.test(actions)) return false
  return !/\/[0-9]+[0-9a-f]*:|\/[0-9]+[a-f]/.test(formatMatch(flow.match))
}

/** Open vSwitch numbers the buckets that say no number. */
const withBucketIds = (group: Group): Group => ({
  ...group,
  buckets: group.buckets.map((bucket, id) => ({ id, ...bucket })),
})

describe('the text of ovs-ofctl', () => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl'], root: false }))

  it.each([
    ['OpenFlow 1.4', OPENFLOW_14, acceptedTexts],
    ['OpenFlow 1.5', ['-O', 'OpenFlow15'], maskedTexts],
    ['Nicira', NICIRA, niciraTexts],
  ])('reads as Open vSwitch reads it, in %s', async (_, options, texts) => {
    expect(texts.map((text) => printedByUs(parseFlow(text)))).toEqual(await printedByOvs(options, texts))
  })

  it('prints random flows as Open vSwitch prints them', async () => {
    const match = arbitraryMatch({ without: FOREIGN })
    const flow = arbitraryFlow(match, arbitraryInstructions(arbitrarySwitchAction, arbitrarySetAction))
    const flows = fc.sample(flow, { seed: 20_261_122, numRuns: 600 }).map(withProtocol).filter(isReadable)
    const printed = await printedByOvs(
      OPENFLOW_14,
      flows.map((each) => formatFlow(each)),
    )
    expect(flows.map(printedByUs)).toEqual(printed)
  })

  it('reads and prints groups as Open vSwitch does', async () => {
    const random = fc.sample(arbitraryGroup(arbitrarySetAction), { seed: 20_261_122, numRuns: 40 })
    const texts = [...random.map(withBucketIds).map(formatGroup), ...groupTexts]
    for (const text of texts) {
      const { stdout } = await run('ovs-ofctl', ['-O', 'OpenFlow15', 'parse-group', text])
      const [, printed] = /^ ADD (.*)$/m.exec(stdout) ?? []
      expect(formatGroup(withBucketIds(parseGroup(text)))).toBe(printed?.replace(/,$/, ''))
    }
  })

  it.each(refusedTexts)('refuses what Open vSwitch refuses: %s', async (text) => {
    expect(() => parseFlow(text)).toThrow(TextError)
    const { code } = await run('ovs-ofctl', ['parse-flow', text], { exitCodes: [0, 1] })
    expect(code).toBe(1)
  })

  it.each(deliberatelyRefusedTexts)('refuses what Open vSwitch reads as something else: %s', async (text) => {
    expect(() => parseFlow(text)).toThrow(TextError)
    const { stderr } = await run('ovs-ofctl', ['parse-flow', text])
    expect(stderr).toContain('normalization changed ofp_match')
  })
})
