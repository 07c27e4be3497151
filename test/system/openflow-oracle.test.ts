import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { encodeMessage, type Flow, formatInstructions, formatMatch, ofp13 } from '@vlcp/openflow'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { flowsOfEveryKind } from './every-kind.fixture.ts'

const run = promisify(execFile)

/** What Open vSwitch itself reads in a message of ours. */
async function print(message: Uint8Array): Promise<string> {
  const { stdout } = await run('ovs-ofctl', ['-O', 'OpenFlow13', 'ofp-print', Buffer.from(message).toString('hex')])
  return stdout.split('\n')[0] ?? ''
}

/** Our text in the form of `ovs-ofctl ofp-print`, which names no default priority and orders fields in its own way. */
function words(text: string): string[] {
  return text
    .split(/[ ,]/)
    .filter((word) => word !== '')
    .toSorted()
}

describe('Open vSwitch reads in our messages what we mean', () => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl'], root: false }))

  it.each(flowsOfEveryKind())('$table $priority $match', async (flow: Flow) => {
    const text = await print(encodeMessage(ofp13.modification(9, { kind: 'put-flow', flow })))
    const [, selector = '', actions] =
      /^OFPT_FLOW_MOD \(OF1\.3\) \(xid=0x9\): ADD (.*?) ?actions=(.*)$/.exec(text) ?? []
    expect(actions).toBe(formatInstructions(flow.instructions))
    const priority = flow.priority === 0x8000 ? [] : [`priority=${flow.priority}`]
    const table = flow.table === 0 ? [] : [`table:${flow.table}`]
    const expected = [...table, ...priority, ...words(formatMatch(flow.match)), `cookie:0x${flow.cookie.toString(16)}`]
    expect(words(selector)).toEqual(expected.toSorted())
  })
})
