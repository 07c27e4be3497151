import { describe, expect, it } from 'vitest'
import { nx_action_learn, type NxFlowModSpec } from './learn.ts'

const action = (specs: NxFlowModSpec[]) => ({
  idle_timeout: 10,
  hard_timeout: 0,
  priority: 100,
  cookie: 1n,
  flags: 0,
  table_id: 1,
  fin_idle_timeout: 0,
  fin_hard_timeout: 0,
  specs,
})

const fromField = (source: NxFlowModSpec['src_field']): NxFlowModSpec => ({
  src: 0,
  dst: 0,
  n_bits: 12,
  ...(source === undefined ? {} : { src_field: source }),
  src_ofs: 0,
  dst_field: { header: 0x802 },
  dst_ofs: 0,
})

describe('NXAST_LEARN', () => {
  it('makes room for every form of specification', () => {
    const specs: NxFlowModSpec[] = [
      fromField({ header: 0x802 }),
      fromField({ header: 0xffff_0004, experimenter: 7 }),
      { src: 0, dst: 2, n_bits: 16, src_field: { header: 2 }, src_ofs: 0 },
      { src: 1, dst: 1, n_bits: 33, immediate: new Uint8Array(6), dst_field: { header: 0x1_0004 }, dst_ofs: 0 },
    ]
    const bytes = nx_action_learn.encode(action(specs))
    // 22 octets in front; 2 for the head of each, 6 for a field and its offset, 10 with an experimenter.
    expect(bytes.length).toBe(22 + (2 + 12) + (2 + 16) + (2 + 6) + (2 + 6 + 6))
    expect(nx_action_learn.decode(bytes).specs).toEqual(specs)
  })

  it.each([
    ['a missing field', fromField(undefined), /src_field/],
    ['null', null, /must be an object, got null/],
    ['a field that is null', { ...fromField(undefined), src_field: null }, /src_field/],
    [
      'bytes that are none',
      { src: 1, dst: 2, n_bits: 16, immediate: { length: 1e12 } },
      /immediate.*must be a Uint8Array/,
    ],
    ['bytes that do not belong to it', { ...fromField({ header: 2 }), immediate: new Uint8Array(5) }, /immediate/],
  ])('says what is wrong with %s', (_, spec, message) => {
    expect(() => nx_action_learn.encode(action([spec as NxFlowModSpec]))).toThrow(message)
  })
})
