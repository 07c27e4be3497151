import { versionBitmaps } from '@vlcp/openflow'
import { describe, expect, it } from 'vitest'
import { negotiate } from './negotiation.ts'

describe('version negotiation', () => {
  it('takes the highest version in both bitmaps', () => {
    expect(negotiate([1, 4, 5], 6, versionBitmaps([1, 2, 3, 4, 6]))).toBe(4)
  })

  it('reads every word of the bitmaps', () => {
    expect(negotiate([4, 33], 33, [1 << 4, 1 << 1])).toBe(33)
    expect(() => negotiate([4], 36, [0, 1 << 4])).toThrow('no common OpenFlow version')
  })

  it('takes the smaller header version when the peer sends no bitmap', () => {
    expect(negotiate([1, 4], 6, undefined)).toBe(4)
    expect(negotiate([1, 4], 1, undefined)).toBe(1)
  })

  it('fails when there is none, and says what this side speaks', () => {
    expect(() => negotiate([4], 6, versionBitmaps([5, 6]))).toThrow(
      'no common OpenFlow version; this controller speaks 1.3',
    )
    expect(() => negotiate([4], 1, undefined)).toThrow('no common OpenFlow version')
    expect(() => negotiate([4], 4, [])).toThrow('no common OpenFlow version')
  })
})
