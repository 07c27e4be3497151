/** Every block of docs/openflow.md and of the README stands word for word in a program or a test that runs. */
import { readFileSync } from 'node:fs'
import { act, formatActions, formatMatch, match, out, parseActions } from '@vlcp/openflow'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
const read = (path: string): string => squeeze(readFileSync(new URL(path, root), 'utf8'))

describe('docs/openflow.md', () => {
  it('builds matches and actions', () => {
    expect(match({ ipv4_dst: '10.0.0.0/8' })).toEqual(match('ip,nw_dst=10.0.0.0/8'))
    expect(formatMatch(match({ eth_type: 0x0800, ip_proto: 6, tcp_dst: 80, reg3: 7 }))).toBe('tcp,reg3=0x7,tp_dst=80')
    expect(() => match({ tcp_dst: 80 })).toThrow('tcp_dst')
    expect(() => match('ip,nw_dts=10.0.0.1')).toThrow('nw_dst')

    const actions = [act.set('eth_dst', '02:00:00:00:00:07'), ...act.pushVlan(100), out.port(7)]
    expect(formatActions(actions)).toBe(
      'set_field:02:00:00:00:00:07->eth_dst,push_vlan:0x8100,set_field:4196->vlan_vid,output:7',
    )
    expect(parseActions('ct(commit,zone=1),resubmit(,3)')).toEqual([
      { type: 'apply_actions', actions: [act.ct({ commit: true, zone: 1 }), act.resubmit(3)] },
    ])
  })

  it('has no block that does not run somewhere', () => {
    const programs = [
      'examples/learning-switch.ts',
      'packages/switch/src/docs.test.ts',
      'test/system/openflow-docs.test.ts',
      'packages/testkit/src/fake-switch/docs.test.ts',
    ].map(read)
    const pages = ['docs/openflow.md', 'README.md'].map((path) => readFileSync(new URL(path, root), 'utf8'))
    const blocks = [...pages.join('').matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
    expect(blocks).toHaveLength(5)
    for (const block of blocks)
      expect(
        programs.some((program) => program.includes(block)),
        block,
      ).toBe(true)
  })
})
