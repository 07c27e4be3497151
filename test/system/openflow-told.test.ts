import {
  decodeMessage,
  type Dialect,
  encodeMessage,
  formatMessage,
  type Message,
  ofp10,
  ofp13,
  ofp14,
  ofp15,
} from '@vlcp/openflow'
import { goldenMessages, madeMessages, VERSIONS } from '@vlcp/openflow/testing'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { comparable } from './built-differences.fixture.ts'
import { printedByOvs } from './built-oracle.fixture.ts'
import { buildableChanges } from './openflow-built.fixture.ts'

const isTold = (dialect: Dialect, message: Message): boolean =>
  ['packet-in', 'flow-removed'].includes(dialect.event(message).type)

/** What Open vSwitch has said of packets and of flows that are gone, and what was made. */
function told(dialect: Dialect): readonly Message[] {
  const version = VERSIONS.find(({ name }) => name === dialect.name)
  if (version === undefined) return []
  const all = [...goldenMessages(version.name).map(({ bytes }) => bytes), ...madeMessages(version)]
  return all.map((bytes) => decodeMessage(bytes)).filter((message) => isTold(dialect, message))
}

const COUNT = 200

/** Fields that Open vSwitch does not read without the state of the connection. */
const OF_CONNECTION = /\bct_(?:nw|ipv6|tp)_/

/** The same of other flows: those that can be built. */
function varied(dialect: Dialect, templates: readonly Message[]): readonly Message[] {
  return buildableChanges()
    .filter(
      ({ kind, change }) => kind === 'put-flow' && change?.kind === 'put-flow' && change.flow.importance === undefined,
    )
    .slice(0, COUNT)
    .flatMap(({ make }, at) => {
      const flow = make(dialect, at)
      const template = templates[at % templates.length]
      // A match of Nicira's does not go into a message of OpenFlow's, nor the other way round.
      if (template === undefined || !('match' in flow) || !('match' in template)) return []
      if (Array.isArray(flow.match) || Array.isArray(template.match)) return []
      return [{ ...template, match: flow.match } as Message]
    })
}

describe.each([ofp10(true), ofp13, ofp14, ofp15])('what a switch tells in OpenFlow $name', (dialect: Dialect) => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl'], root: false }))

  it('of packets and of flows that are gone has the text that Open vSwitch prints', async () => {
    const templates = told(dialect)
    const drafts = dialect.name === '1.0' ? templates : [...templates, ...varied(dialect, templates)]
    const messages = drafts.map((message, at) => ({ ...message, xid: at + 1 }) as Message)
    const printed = await printedByOvs(messages.map((message) => ({ bytes: encodeMessage(message) })))
    const compared = messages
      .map((message) => ({ message, printed: printed.get(message.xid) ?? 'nothing' }))
      .filter((each) => !each.printed.includes('decode error') && !OF_CONNECTION.test(formatMessage(each.message)))
      .map(comparable)
    expect(compared.length).toBeGreaterThan(dialect.name === '1.0' ? 5 : 60)
    expect(compared.map(({ ours }) => ours)).toEqual(compared.map(({ ovs }) => ovs))
  })
})
