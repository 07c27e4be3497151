import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { decodeMessage, encodeMessage, errorName, ofp10, ofp13, ofp14, ofp15 } from '@vlcp/openflow'
import { goldenMessages, kindOf, kindsOf, madeMessages, VERSIONS } from '@vlcp/openflow/testing'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtTables, markdownTable } from './built-table.fixture.ts'

const run = promisify(execFile)

type Version = (typeof VERSIONS)[number]

/** What Open vSwitch says of a message: `not known` is no fault of the message's. */
type Verdict = 'accepted' | 'not known' | `refused: ${string}`

async function ask(message: Uint8Array): Promise<Verdict> {
  const { stdout } = await run('ovs-ofctl', ['-voff', 'ofp-print', Buffer.from(message).toString('hex')])
  const error = /\*\*\*decode error: (\w+)\*\*\*/.exec(stdout)?.[1]
  if (error === undefined) return 'accepted'
  return /^OFPBRC_BAD_(TYPE|STAT|SUBTYPE)$/.test(error) ? 'not known' : `refused: ${error}`
}

/** Our encoding of the messages of each kind, those that ovs-ofctl itself could not read when it was recorded left out. */
async function verdictsOf(version: Version): Promise<Map<string, Verdict>> {
  const kinds = kindsOf(version)
  const verdicts = new Map<string, Verdict>()
  const messages = [...goldenMessages(version.name).map(({ bytes }) => bytes), ...madeMessages(version)]
  for (const bytes of messages) {
    const message = decodeMessage(bytes)
    const name = kindOf(kinds, message)?.name ?? ''
    const before = verdicts.get(name)
    if (before === 'accepted') continue
    verdicts.set(name, await ask(encodeMessage(message)))
  }
  return verdicts
}

const MARKS = { accepted: 'yes', 'not known': 'unknown' } as const

function table(columns: readonly { name: string; verdicts: ReadonlyMap<string, Verdict> }[]): string {
  const names = [...new Set(columns.flatMap(({ verdicts }) => [...verdicts.keys()]))].toSorted()
  const cell = (verdict: Verdict | undefined): string =>
    verdict === undefined ? '' : verdict === 'accepted' || verdict === 'not known' ? MARKS[verdict] : verdict
  const rows = [
    ['message', ...columns.map(({ name }) => name)],
    ...names.map((name) => [name, ...columns.map(({ verdicts }) => cell(verdicts.get(name)))]),
  ]
  return markdownTable(rows)
}

const HEADING = `# OpenFlow messages and what Open vSwitch 3.1 makes of them

Generated: \`npx vitest run --project system test/system/openflow-conformance.test.ts --update\`.

For each message and version: \`yes\`, our encoding is read by \`ovs-ofctl ofp-print\` without error; \`unknown\`, that Open
vSwitch does not know the message in this version; empty, the version does not have it. All of them decode and encode to the
same bytes. Messages of Nicira (\`NXT_\`, \`NXST_\`) and of the Open Networking Foundation (\`ONF\`) stand under the message that
carries them.
`

const BUILT_HEADING = `## What can be built without naming a version

Messages made of random changes, packets, questions and controls (\`test/system/openflow-built.test.ts\`), the same in every run. \`yes\`:
\`ovs-ofctl ofp-parse\` reads all of them; otherwise how many it reads of how many, the rest for the reasons below. In brackets, where it
is not all: how many tshark dissects without calling them malformed, the rest for its defects below. \`no form\`: the version
has none. Matches and actions that Open vSwitch reads it prints as we do; all decode and encode to the same bytes. What a
switch takes it also reports as it was sent (\`test/system/openflow-built-switch.test.ts\`).
`

describe('Open vSwitch reads our messages', () => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl', 'tshark'], root: false }))

  it('of every kind and version', async () => {
    const columns: { name: string; verdicts: Map<string, Verdict> }[] = []
    for (const version of VERSIONS) columns.push({ name: version.name, verdicts: await verdictsOf(version) })
    const refused = columns.flatMap(({ name, verdicts }) =>
      [...verdicts].filter(([, verdict]) => verdict.startsWith('refused')).map((entry) => [name, ...entry].join(' ')),
    )
    expect(refused).toEqual([])
    const built = await builtTables([ofp10(true), ofp13, ofp14, ofp15])
    const page = `${HEADING}\n${table(columns)}\n\n${BUILT_HEADING}\n${built}\n`
    await expect(page).toMatchFileSnapshot('../../docs/conformance.md')
  })
})

/** What Open vSwitch calls by the names of OpenFlow 1.0, or without the words of old. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  OFPBRC_BAD_MULTIPART: 'OFPBRC_BAD_STAT',
  OFPBRC_BAD_EXPERIMENTER: 'OFPBRC_BAD_VENDOR',
  OFPBRC_BAD_EXP_TYPE: 'OFPBRC_BAD_SUBTYPE',
  OFPBRC_IS_SLAVE: 'OFPBRC_IS_SECONDARY',
  OFPBAC_BAD_EXPERIMENTER: 'OFPBAC_BAD_VENDOR',
  OFPBAC_BAD_EXP_TYPE: 'OFPBAC_BAD_VENDOR_TYPE',
  OFPFMFC_ALL_TABLES_FULL: 'OFPFMFC_TABLE_FULL',
  OFPBAC_BAD_EXPERIMENTER_TYPE: 'OFPBAC_BAD_VENDOR_TYPE',
  OFPBIC_UNSUP_EXP_INST: 'OFPBIC_BAD_EXPERIMENTER',
  OFPTFFC_BAD_TYPE: 'OFPBPC_BAD_TYPE',
  OFPTFFC_BAD_LEN: 'OFPBPC_BAD_LEN',
  OFPTFFC_BAD_ARGUMENT: 'OFPBPC_BAD_VALUE',
}

/**
 * OpenFlow 1.4 moved errors of properties from the type for table features to one of their own. For codes that came after 1.1
 * Open vSwitch uses others of 1.1.
 */
function isOfAnotherVersion(version: number, type: number, code: number): boolean {
  if (version === 2 && ((type === 1 && code > 9) || (type === 3 && code > 5))) return true
  return version === 4 ? type >= 14 : type === 13 && code >= 2 && code <= 4
}

describe('Open vSwitch and we give errors the same numbers', () => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl'], root: false }))

  it.each(VERSIONS)('in OpenFlow $name', async ({ version, name }) => {
    const named: [string, number, number][] = []
    for (let type = 0; type < 18; type++)
      for (let code = 0; code < 19; code++) {
        if (isOfAnotherVersion(version, type, code)) continue
        const { code: text } = errorName(type, code, { version })
        if (!text.startsWith('code')) named.push([OTHER_NAMES[text] ?? text, type, code])
      }
    expect(named.length).toBeGreaterThan(30)
    for (const [text, type, code] of named) {
      const { stdout } = await run('ovs-ofctl', ['print-error', text]).catch(() => ({ stdout: '' }))
      const line = stdout.split('\n').find((one) => one.startsWith(`OpenFlow ${name}: vendor 0,`))
      // Some are of another version of OpenFlow, or none that Open vSwitch has.
      if (line !== undefined) expect(`${text} ${line}`).toContain(`type ${type}, code ${code}`)
    }
  })

  it('for vendors', async () => {
    for (let type = 0; type < 16; type++)
      for (let code = 0; code < 0x300; code++) {
        const data = Uint8Array.of(0, 0, 0x23, 0x20, 0, type, code >> 8, code & 0xff)
        const { code: text } = errorName(0xb0c2, 0, { version: 2, data })
        if (text.startsWith('code')) continue
        const { stdout } = await run('ovs-ofctl', ['print-error', text])
        // One table serves both versions: no number has two meanings.
        const lines = stdout.split('\n').filter((line) => /^OpenFlow 1\.[01]: vendor 0x2320,/.test(line))
        expect(lines.join('\n'), text).toMatch(new RegExp(`type ${type}, code ${code}$`, 'm'))
      }
  })

  it('for experimenters', async () => {
    const data = Uint8Array.of(0, 0, 0x23, 0x20)
    for (let code = 0; code < 50; code++) {
      const { code: text } = errorName(0xffff, code, { data })
      if (text.startsWith('code')) continue
      const { stdout } = await run('ovs-ofctl', ['print-error', text])
      expect(`${text}\n${stdout}`).toContain(`vendor 0x2320, type ${code},`)
    }
  })
})
