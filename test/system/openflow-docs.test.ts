import { out } from '@vlcp/switch'
import { type Lab, openLab } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import { openFrameworkSite, VERSIONS } from './framework.fixture.ts'

let lab: Lab | undefined
afterEach(() => lab?.close())

// Open vSwitch has other names for the error in OpenFlow 1.0, which has no groups of its own.
test.each(VERSIONS.slice(1))('what docs/openflow.md does with a switch works on OpenFlow %s', async (version) => {
  lab = openLab({ name: 'docs' })
  const { sw } = await openFrameworkSite(lab, version)

  await sw.flow({ match: 'tcp,tp_dst=80', actions: 'output:1', priority: 100, cookie: 1n })
  await sw.group({ id: 1, type: 'all', buckets: [{ actions: [out.port(1)] }, { actions: [out.port(2)] }] })
  await sw.flow({ match: { in_port: 3 }, actions: [out.group(1)] })
  const [web] = await sw.statistics.flows({ cookie: 1n })
  expect([web?.priority, web?.packets]).toEqual([100, 0n])

  const refused = await sw.flow({ match: { in_port: 4 }, actions: [out.group(77)] }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'refused', typeName: 'OFPET_BAD_ACTION', codeName: 'OFPBAC_BAD_OUT_GROUP' })
  expect(String(refused)).toContain('actions=group:77')

  await sw.packetOut({ data: new Uint8Array(60), actions: [out.port(1)] })
  await sw.removeFlows({ match: 'tcp' })
  expect(await sw.statistics.aggregate({ match: 'tcp' })).toMatchObject({ flows: 0 })
})
