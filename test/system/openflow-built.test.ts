import { type Dialect, encodeMessage, formatMessage, ofp10, ofp13, ofp14, ofp15 } from '@vlcp/openflow'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Built, buildEverything, dissectedByTshark, type Everything, printedByOvs } from './built-oracle.fixture.ts'

describe.each([ofp10(true), ofp13, ofp14, ofp15])('all that can be built in OpenFlow $name', (dialect: Dialect) => {
  let everything: Everything
  beforeAll(() => {
    requireLab({ programs: ['ovs-ofctl', 'tshark'], root: false })
    everything = buildEverything(dialect)
  })

  it('x', async () => {
    const { built, unsupported } = everything
    console.log(dialect.name, built.length, [...unsupported].toSorted())
    const printed = await printedByOvs(built)
    const { dissected, malformed } = await dissectedByTshark(built)
    console.log(dissected, malformed.size)
    const norm = (t: string) => t.split('\n').map((l) => l.trim()).filter(Boolean).join(' ')
    const seen = new Map<string, number>()
    for (const b of built) {
      const o = norm(printed.get(b.xid) ?? 'MISSING'), u = norm(formatMessage(b.message))
      const err = /decode error: (\w+)/.exec(o)?.[1]
      const k = err ? `${err}` : o === u ? '' : `DIFF ${b.kind}`
      if (!k) continue
      seen.set(k, (seen.get(k) ?? 0) + 1)
      if (err && (seen.get(k) ?? 0) < 4) console.log(k, '|', u.slice(0, 500))
    }
    console.log([...seen])
  })
})
