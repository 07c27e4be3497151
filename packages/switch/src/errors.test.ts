import { dialectOf } from '@vlcp/openflow'
import { goldenMessages, VERSIONS } from '@vlcp/openflow/testing'
import { describe, expect, it } from 'vitest'
import { SUPPORTED_VERSIONS } from './connection/versions.ts'
import { OpenFlowError } from './errors.ts'

describe.each(VERSIONS.filter(({ version }) => SUPPORTED_VERSIONS.includes(version)))(
  'OpenFlow $name',
  ({ name, version }) => {
    it('says of every error about every message what it is, whatever its data', () => {
      const dialect = dialectOf(version)
      if (dialect === undefined) throw new Error('no dialect')
      const datas = [new Uint8Array(), Uint8Array.of(0, 0, 0x23), new Uint8Array(64).fill(0xff)]
      let made = 0
      for (const { bytes } of goldenMessages(name))
        for (const errorType of [...Array(20).keys(), 0xb0c2, 0xffff])
          for (const [at, data] of datas.entries()) {
            const error = new OpenFlowError({ errorType, errorCode: at === 2 ? 0xffff : at, data }, dialect, bytes)
            expect(error.message).toMatch(/^the switch refused it: \S/)
            made += 1
          }
      expect(made).toBeGreaterThan(1000)
    })
  },
)
