import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { v11 } from '@vlcp/openflow'
import { requireLab } from '@vlcp/testkit'
import { beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const wildcard = v11.ofp_flow_wildcards
const ANY = 0xffff_ffff

async function print(message: v11.OfpMsg): Promise<string> {
  const hex = Buffer.from(v11.ofp_msg.encode(message)).toString('hex')
  const { stdout } = await run('ovs-ofctl', ['-voff', 'ofp-print', hex])
  return stdout
}

/** What Open vSwitch reads in a flow-mod of this match. */
async function read(match: v11.OfpMatch): Promise<string[]> {
  const text = await print({
    version: v11.OFP11_VERSION,
    type: v11.ofp_type.OFPT_FLOW_MOD,
    xid: 1,
    cookie: 0n,
    cookie_mask: 0n,
    table_id: 0,
    command: v11.ofp_flow_mod_command.OFPFC_ADD,
    idle_timeout: 0,
    hard_timeout: 0,
    priority: 0x8000,
    buffer_id: ANY,
    out_port: ANY,
    out_group: ANY,
    flags: 0,
    match,
    instructions: [],
  })
  const selector = /: ADD (\S*) ?actions=drop/.exec(text)?.[1]
  return selector?.split(',').toSorted() ?? [text]
}

const ethernet = {
  type: v11.ofp_match_type.OFPMT_STANDARD,
  in_port: 1,
  dl_src: 0x0200_0000_0001,
  dl_src_mask: 0,
  dl_dst: 0x0200_0000_0002,
  dl_dst_mask: 0xff_ffff,
  dl_vlan: 100,
  dl_vlan_pcp: 3,
  metadata: 7n,
  metadata_mask: 0xffff_ffff_ffff_fff0n,
  mpls_label: 0,
  mpls_tc: 0,
} as const
const ip = {
  ...ethernet,
  dl_type: 0x0800,
  nw_tos: 32,
  nw_proto: 6,
  nw_src: 0x0a00_0000,
  nw_src_mask: 0xff,
  nw_dst: 0x0a00_0002,
  nw_dst_mask: 0,
  tp_src: 80,
  tp_dst: 443,
} as const
const mpls = { ...ip, dl_type: 0x8847, mpls_label: 1000, mpls_tc: 5 } as const

const inEthernet = 'dl_dst=02:00:00:00:00:00/ff:ff:ff:00:00:00 dl_src=02:00:00:00:00:01 metadata=0x7/0xf'
const inIp = 'tcp nw_src=10.0.0.0/24 nw_dst=10.0.0.2 nw_tos=32 tp_src=80 tp_dst=443'
const words = (...texts: string[]): string[] => texts.flatMap((text) => text.split(' ')).toSorted()

describe('Open vSwitch reads in a match of OpenFlow 1.1 what we mean', () => {
  beforeAll(() => requireLab({ programs: ['ovs-ofctl'], root: false }))

  it('of all fields', async () => {
    const vlan = 'in_port=1 dl_vlan=100 dl_vlan_pcp=3'
    expect(await read({ ...ip, wildcards: 0 })).toEqual(words(vlan, inEthernet, inIp))
    expect(await read({ ...mpls, wildcards: 0 })).toEqual(words(vlan, inEthernet, 'mpls mpls_label=1000 mpls_tc=5'))
  })

  it.each([
    ['OFPFW_IN_PORT', ip, 'in_port=1'],
    ['OFPFW_DL_VLAN', ip, 'dl_vlan=100 dl_vlan_pcp=3'],
    ['OFPFW_DL_VLAN_PCP', ip, 'dl_vlan_pcp=3'],
    ['OFPFW_DL_TYPE', ip, inIp],
    ['OFPFW_NW_TOS', ip, 'nw_tos=32'],
    ['OFPFW_TP_SRC', ip, 'tp_src=80'],
    ['OFPFW_TP_DST', ip, 'tp_dst=443'],
    ['OFPFW_MPLS_LABEL', mpls, 'mpls_label=1000'],
    ['OFPFW_MPLS_TC', mpls, 'mpls_tc=5'],
  ] as const)('%s ignores its field', async (flag, match, ignored) => {
    const all = await read({ ...match, wildcards: 0 })
    const rest = await read({ ...match, wildcards: wildcard[flag] })
    expect(all.filter((word) => !rest.includes(word))).toEqual(words(ignored))
  })

  it('of nothing, of any VLAN tag and of none', async () => {
    const masks = { dl_src_mask: 0xffff_ffff_ffff, dl_dst_mask: 0xffff_ffff_ffff, nw_src_mask: ANY, nw_dst_mask: ANY }
    const nothing = { ...ip, ...masks, metadata_mask: 0xffff_ffff_ffff_ffffn, wildcards: v11.OFPFW_ALL }
    expect(await read(nothing)).toEqual([''])
    const tagged = v11.OFPFW_ALL & ~wildcard.OFPFW_DL_VLAN
    expect(await read({ ...nothing, wildcards: tagged, dl_vlan: v11.OFPVID_ANY })).toEqual(['vlan_tci=0x1000/0x1000'])
    expect(await read({ ...nothing, wildcards: tagged, dl_vlan: v11.OFPVID_NONE })).toEqual(['vlan_tci=0x0000'])
  })

  it.each([
    ['OFPFMF_IN_PORT', 'in_port'],
    ['OFPFMF_DL_VLAN', 'vlan_vid'],
    ['OFPFMF_DL_VLAN_PCP', 'vlan_pcp'],
    ['OFPFMF_DL_TYPE', 'eth_type'],
    ['OFPFMF_NW_TOS', 'nw_tos'],
    ['OFPFMF_NW_PROTO', 'nw_proto'],
    ['OFPFMF_TP_SRC', 'tcp_src'],
    ['OFPFMF_TP_DST', 'tcp_dst'],
    ['OFPFMF_MPLS_LABEL', 'mpls_label'],
    ['OFPFMF_MPLS_TC', 'mpls_tc'],
    ['OFPFMF_DL_SRC', 'eth_src'],
    ['OFPFMF_DL_DST', 'eth_dst'],
    ['OFPFMF_NW_SRC', 'ip_src'],
    ['OFPFMF_NW_DST', 'ip_dst'],
    ['OFPFMF_METADATA', 'metadata'],
  ] as const)('%s in the statistics of a table is %s', async (flag, name) => {
    const field = v11.ofp_flow_match_fields[flag]
    const table = { table_id: 1, name: 'one', instructions: 0, write_actions: 0, apply_actions: 0, config: 0 }
    const counters = { max_entries: 1, active_count: 0, lookup_count: 0n, matched_count: 0n }
    const text = await print({
      version: v11.OFP11_VERSION,
      type: v11.ofp_type.OFPT_STATS_REPLY,
      xid: 1,
      stats_type: v11.ofp_stats_types.OFPST_TABLE,
      flags: 0,
      table_stats: [{ ...table, ...counters, match: field, wildcards: field }],
    })
    expect(/matching:\n\s*exact match or wildcard: (.*)/.exec(text)?.[1]).toBe(name)
  })
})
