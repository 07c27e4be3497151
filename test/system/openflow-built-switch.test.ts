import { type Lab, openLab, requireLab } from '@vlcp/testkit'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GROUP, heldBy, type Kind, METER, sendAll, settledChanges } from './built-switch.fixture.ts'
import { explain, REFUSALS, REFUSALS_OF_SWITCH } from './built-verdicts.fixture.ts'
import { openFrameworkSite, VERSIONS } from './framework.fixture.ts'

let lab: Lab
beforeAll(() => requireLab({ programs: ['ovs-vswitchd', 'ovs-ofctl'] }))
beforeEach(() => {
  lab = openLab({ name: 'built' })
})
afterEach(() => lab.close())

/** How many there are of each kind at least, so that refusals do not make the test empty. */
const KINDS: readonly (readonly [Kind, number])[] = [
  ['put-flow', 250],
  ['add-group', 100],
  ['add-meter', 20],
]

const EXPECTED = [...REFUSALS, ...REFUSALS_OF_SWITCH]

describe.each(VERSIONS)('a switch that speaks OpenFlow %s', (version) => {
  test('holds what can be built as it was sent, but for what it does not have', async () => {
    const { session } = (await openFrameworkSite(lab, version)).sw
    await session.modify({ kind: 'add-group', group: GROUP })
    if (version !== '1.0') await session.modify({ kind: 'add-meter', meter: METER })
    for (const [kind, least] of KINDS) {
      // OpenFlow 1.0 has no meters.
      if (kind === 'add-meter' && version === '1.0') continue
      const outcomes = await sendAll(session, version, settledChanges(kind))
      const unexplained = outcomes.filter(
        ({ text, error }) => error !== undefined && explain(EXPECTED, error.codeName, text) === undefined,
      )
      expect(unexplained.map(({ text, error }) => `${error?.codeName}: ${text}`)).toEqual([])
      const taken = outcomes.filter(({ error }) => error === undefined).map(({ text }) => text)
      expect(taken.length).toBeGreaterThan(least)
      expect((await heldBy(session, version, kind)).toSorted()).toEqual(taken.toSorted())
    }
    expect(session.counters.malformed).toBe(0)
  })
})
