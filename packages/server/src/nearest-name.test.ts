import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

describe('nearestName', () => {
  const names = ['physicalnetwork', 'id', 'vlanid', 'isexternal', 'mac_address', 'ip_address']

  it.each([
    ['physicalnetwrok', 'physicalnetwork'],
    ['physicalNetwork', 'physicalnetwork'],
    ['vlan', 'vlanid'],
    ['is_external', 'isexternal'],
    ['macaddress', 'mac_address'],
    ['di', 'id'],
  ])('%s is meant to be %s', (written, meant) => {
    expect(nearestName(written, names)).toBe(meant)
  })

  it.each(['', '---', 'subnet', 'x'.repeat(1_000_000)])('finds nothing near %.10s', (written) => {
    expect(nearestName(written, names)).toBeUndefined()
  })
})
