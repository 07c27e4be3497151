import { OpenFlowError } from '@vlcp/switch'
import { type Lab, openLab, requireLab } from '@vlcp/testkit'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { flowText, GROUP, groupText, METER, meterText, sendAll, settledChanges } from './built-switch.fixture.ts'
import { openFrameworkSite, VERSIONS } from './framework.fixture.ts'

let lab: Lab
beforeAll(() => requireLab({ programs: ['ovs-vswitchd', 'ovs-ofctl'] }))
beforeEach(() => {
  lab = openLab({ name: 'built' })
})
afterEach(() => lab.close())

describe.each(VERSIONS)('a switch that speaks OpenFlow %s', (version) => {
  test('takes flows', async () => {
    const { sw, errors } = await openFrameworkSite(lab, version)
    const { session } = sw
    await session.modify({ kind: 'add-group', group: GROUP })
    if (version !== '1.0') await session.modify({ kind: 'add-meter', meter: METER })
    for (const kind of ['put-flow', 'add-group', 'add-meter'] as const) {
      const outcomes = await sendAll(session, version, settledChanges(kind))
      const refused = outcomes.filter((o) => o.error)
      console.log('REFUSED', version, kind, refused.length, '\n' + (kind === 'put-flow' ? [] : refused.map((o) => o.error!.typeName + ' ' + o.error!.codeName + ' ' + o.error!.offending + ' | ' + o.text)).join('\n'))
      const sent = outcomes.filter((o) => !o.error).map((o) => o.text).toSorted()
      if (kind === 'add-meter' && version === '1.0') continue
      const got = (kind === 'put-flow' ? (await session.statistics('flows', {})).map((f) => flowText(f, version)) : kind === 'add-group' ? (await session.groups()).filter((g) => g.id !== GROUP.id).map(groupText) : (await session.statistics('meterDescriptions', {})).filter((g) => g.id !== METER.id).map(meterText)).toSorted()
      const gs = new Set(got), ss = new Set(sent)
      console.log('SAME', version, kind, sent.filter((s) => gs.has(s)).length, 'DIFF\n' + [...sent.filter((s) => !gs.has(s)).map((s) => 'S ' + s), ...got.filter((s) => !ss.has(s)).map((s) => 'G ' + s)].toSorted((a, b) => a.slice(2) < b.slice(2) ? -1 : 1).join('\n'))
    }
    console.log(errors, session.counters)
  })
})
