import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_subtype as nxt } from '../nicira/message/message.ts'
import { nx_stats_subtype as nxst } from '../nicira/message/multipart.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { onf_exp_type as onf } from '../onf/message.ts'
import { onf_multipart_exp_type } from '../onf/monitor.ts'
import { oxm_header } from '../oxm/oxm.ts'
import { ofp_type as v10 } from '../v10/header.ts'
import { ofp_stats_types } from '../v10/statistics.ts'
import { ofp_multipart_type as mp13 } from '../v13/multipart.ts'
import { ofp_type as v15 } from '../v15/header.ts'
import { ofp_multipart_type as mp15 } from '../v15/multipart.ts'
import type { Kind, VERSIONS } from './kind.ts'
import { ipfix, madeStatistics } from './made-before-13.ts'

type Fields = Kind['fields']

const UNICAST = 0x0200_0000_0001
const packet = new Uint8Array([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6, ...Array<number>(46).fill(0)])
const port = { header: oxm_header.OXM_OF_IN_PORT, value: 1 }
const match = { type: 1, oxm_fields: [port, { header: oxm_header.OXM_OF_ETH_SRC, value: UNICAST }] }
const nxMatch = [{ header: oxm_header.NXM_OF_ETH_DST_W, value: 0x0200_0000_0000, mask: 0xffff_ff00_0000 }]
const mask = (bits: number): number[] => [bits, bits >> 1]
const async = { packet_in_mask: mask(7), port_status_mask: mask(7), flow_removed_mask: mask(15) }
const asyncProperties = { properties: [0, 1, 2, 3].map((type) => ({ type, mask: 7 })) }
const role = { role: 2, generation_id: 5n }
const roleStatus = { ...role, reason: 0, properties: [] }
const monitor = { id: 5 }

/** A group-mod without buckets; what is forwarded is a whole message. */
const forwarded = (version: number): Uint8Array =>
  version < 6
    ? Uint8Array.of(version, 15, 0, 16, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 5)
    : Uint8Array.of(version, 15, 0, 24, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff)

/** NXT_GROUP_MOD, which OpenFlow 1.0 has in the place of OFPT_GROUP_MOD. */
const forwarded10 = Uint8Array.from(
  Buffer.from('0104002000000001000023200000001f' + '000200000000000500000000ffffffff', 'hex'),
)

/** Nicira's messages that nobody has recorded, by subtype. */
const nicira = (version: number): readonly (readonly [number, Fields])[] => [
  [nxt.NXT_REQUESTFORWARD, { request: version === 1 ? forwarded10 : forwarded(version) }],
  [nxt.NXT_ROLE_REQUEST, { role: 1 }],
  [nxt.NXT_ROLE_REPLY, { role: 1 }],
  [nxt.NXT_SET_FLOW_FORMAT, { format: 2 }],
  [
    nxt.NXT_FLOW_MOD,
    { cookie: 1n, priority: 7, buffer_id: 0xffff_ffff, out_port: 0xffff, match: nxMatch, actions: [] },
  ],
  [nxt.NXT_FLOW_REMOVED, { cookie: 1n, reason: 2, match: nxMatch }],
  [nxt.NXT_FLOW_MOD_TABLE_ID, { set: 1 }],
  [nxt.NXT_FLOW_AGE, {}],
  [nxt.NXT_SET_ASYNC_CONFIG, async],
  [nxt.NXT_SET_CONTROLLER_ID, { controller_id: 123 }],
  [nxt.NXT_FLOW_MONITOR_CANCEL, monitor],
  [nxt.NXT_FLOW_MONITOR_PAUSED, {}],
  [nxt.NXT_FLOW_MONITOR_RESUMED, {}],
  [nxt.NXT_SET_ASYNC_CONFIG2, asyncProperties],
  [
    nxt.NXT_RESUME,
    {
      properties: [
        { type: 0, data: packet },
        { type: 1, full_len: 100 },
        { type: 4, cookie: 7n },
        { type: 6, metadata: [port] },
        { type: 7, userdata: Uint8Array.of(1, 2, 3) },
      ],
    },
  ],
]

/** The ONF's, which belong to OpenFlow 1.3. */
const openNetworking: readonly (readonly [number, Fields])[] = [
  [onf.ONF_ET_FLOW_MONITOR_CANCEL, monitor],
  [onf.ONF_ET_FLOW_MONITOR_PAUSED, {}],
  [onf.ONF_ET_FLOW_MONITOR_RESUMED, {}],
  [onf.ONF_ET_ROLE_STATUS, roleStatus],
  [onf.ONF_ET_BUNDLE_CONTROL, { bundle_id: 1, ctrl_type: 0, flags: 1 }],
  [onf.ONF_ET_BUNDLE_ADD_MESSAGE, { bundle_id: 1, flags: 1, message: forwarded(4) }],
  [onf.ONF_ET_REQUESTFORWARD, { request: forwarded(4) }],
]

const stats = { oxs_fields: [{ header: 0x8002_0808, value: 5n }] }
const status = {
  short_id: 1,
  role: 1,
  reason: 0,
  channel_status: 0,
  properties: [{ type: 0, uri: Uint8Array.from(Buffer.from('tcp:192.0.2.1:6653')) }],
}
const time = { seconds: 1n, nanoseconds: 2 }
const timing = { type: 1, sched_accuracy: time, sched_max_future: time, sched_max_past: time, timestamp: time }

const tableStats = { table_id: 1, active_count: 2, lookup_count: 3n, matched_count: 4n }

const tableFeatures = (command: Fields): Fields => ({
  name: 'one',
  table_id: 1,
  metadata_match: 0xffn,
  metadata_write: 0xffn,
  max_entries: 100,
  ...command,
  properties: [
    { type: 0, instruction_ids: [{ type: 4, data: new Uint8Array() }] },
    { type: 2, next_table_ids: [2, 3, 4] },
    { type: 4, action_ids: [{ type: 0, data: new Uint8Array() }] },
    { type: 6, action_ids: [{ type: 0, data: new Uint8Array() }] },
    { type: 8, oxm_ids: [{ header: oxm_header.OXM_OF_IN_PORT }] },
    { type: 10, oxm_ids: [{ header: oxm_header.OXM_OF_IN_PORT }] },
    { type: 12, oxm_ids: [{ header: oxm_header.OXM_OF_ETH_DST }] },
    { type: 14, oxm_ids: [{ header: oxm_header.ONFOXM_ET_TCP_FLAGS, experimenter: ONF_EXPERIMENTER_ID }] },
  ],
})

function made10(): Fields[] {
  const reply = { type: v10.OFPT_STATS_REPLY, stats_type: ofp_stats_types.OFPST_VENDOR, vendor: NX_EXPERIMENTER_ID }
  return [
    ...nicira(1).map(([subtype, body]) => ({ type: v10.OFPT_VENDOR, vendor: NX_EXPERIMENTER_ID, subtype, ...body })),
    {
      type: v10.OFPT_STATS_REPLY,
      stats_type: ofp_stats_types.OFPST_TABLE,
      table_stats: [{ ...tableStats, name: 'classifier', wildcards: 0x3f_ffff, max_entries: 1_000_000 }],
    },
    { ...reply, subtype: nxst.NXST_IPFIX_BRIDGE, ...ipfix },
    { ...reply, subtype: nxst.NXST_IPFIX_FLOW, ipfix_stats: [ipfix] },
  ]
}

const madeBefore13 = (version: number): Fields[] => [
  ...nicira(version).map(([exp_type, body]) => ({ type: 4, experimenter: NX_EXPERIMENTER_ID, exp_type, ...body })),
  ...madeStatistics(version, match),
  { type: v15.OFPT_TABLE_MOD, table_id: 0xff, config: 2 },
  {
    type: v15.OFPT_EXPERIMENTER,
    experimenter: NX_EXPERIMENTER_ID,
    exp_type: nxt.NXT_TLV_TABLE_MOD,
    maps: [{ option_class: 0xffff, option_type: 1, option_len: 4, index: 0 }],
  },
  ...(version === 3 ? [v15.OFPT_ROLE_REQUEST, v15.OFPT_ROLE_REPLY].map((type) => ({ type, ...role })) : []),
]

/** The monitor of EXT-187, whose length of the match is computed. */
const onfMonitor = { id: 1, flags: 0x3f, out_port: 0xffff_ffff, table_id: 0xff, match }
const onfUpdate = {
  event: 0,
  reason: 0,
  priority: 1,
  idle_timeout: 0,
  hard_timeout: 0,
  table_id: 2,
  cookie: 3n,
  match,
  instructions: [],
}

function madeSince13(version: number): Fields[] {
  const reply = { type: v15.OFPT_MULTIPART_REPLY }
  const experimenter = { ...reply, mp_type: 0xffff, experimenter: NX_EXPERIMENTER_ID }
  const onfMultipart = {
    mp_type: 0xffff,
    experimenter: ONF_EXPERIMENTER_ID,
    exp_type: onf_multipart_exp_type.ONFST_FLOW_MONITOR,
  }
  const roleRequest = version < 6 ? role : { ...role, short_id: 0xffff }
  const features = tableFeatures(
    version === 4 ? { config: 3 } : version === 5 ? { capabilities: 4 } : { capabilities: 4, command: 0, features: 1 },
  )
  return [
    ...nicira(version).map(([exp_type, body]) => ({ type: 4, experimenter: NX_EXPERIMENTER_ID, exp_type, ...body })),
    ...openNetworking.map(([exp_type, body]) => ({ type: 4, experimenter: ONF_EXPERIMENTER_ID, exp_type, ...body })),
    { ...onfMultipart, type: v15.OFPT_MULTIPART_REQUEST, monitors: [onfMonitor] },
    { ...onfMultipart, ...reply, updates: [onfUpdate, { event: 3, xid: 9 }] },
    { ...reply, mp_type: mp13.OFPMP_TABLE, table_stats: [tableStats] },
    { ...reply, mp_type: mp13.OFPMP_TABLE_FEATURES, table_features: [features] },
    { ...experimenter, exp_type: nxst.NXST_IPFIX_BRIDGE, ...ipfix },
    { ...experimenter, exp_type: nxst.NXST_IPFIX_FLOW, ipfix_stats: [ipfix] },
    { type: v15.OFPT_TABLE_MOD, table_id: 0xff, config: 0 },
    { type: v15.OFPT_ROLE_REQUEST, ...roleRequest },
    { type: v15.OFPT_ROLE_REPLY, ...roleRequest },
    { type: v15.OFPT_GET_ASYNC_REQUEST },
    { type: v15.OFPT_GET_ASYNC_REPLY, ...(version === 4 ? async : asyncProperties) },
    { type: v15.OFPT_SET_ASYNC, ...(version === 4 ? async : asyncProperties) },
  ]
}

const madeSince14 = (version: number): Fields[] => [
  { type: v15.OFPT_ROLE_STATUS, ...roleStatus },
  {
    type: v15.OFPT_TABLE_STATUS,
    reason: 3,
    table: { table_id: 1, config: 8, properties: [{ type: 3, vacancy_down: 20, vacancy_up: 80, vacancy: 10 }] },
  },
  { type: v15.OFPT_REQUESTFORWARD, request: forwarded(version) },
]

const made15 = (): Fields[] => [
  {
    type: v15.OFPT_MULTIPART_REQUEST,
    mp_type: mp15.OFPMP_FLOW_STATS,
    table_id: 0xff,
    out_port: 0xffff_ffff,
    out_group: 0xffff_ffff,
    match,
  },
  { type: v15.OFPT_MULTIPART_REQUEST, mp_type: mp15.OFPMP_CONTROLLER_STATUS },
  {
    type: v15.OFPT_MULTIPART_REQUEST,
    mp_type: mp15.OFPMP_BUNDLE_FEATURES,
    feature_request_flags: 3,
    properties: [timing],
  },
  {
    type: v15.OFPT_MULTIPART_REPLY,
    mp_type: mp15.OFPMP_FLOW_STATS,
    flow_stats: [{ table_id: 1, reason: 0, match, stats, priority: 1 }],
  },
  { type: v15.OFPT_MULTIPART_REPLY, mp_type: mp15.OFPMP_CONTROLLER_STATUS, controller_status: [status] },
  { type: v15.OFPT_MULTIPART_REPLY, mp_type: mp15.OFPMP_BUNDLE_FEATURES, capabilities: 7, properties: [timing] },
  { type: v15.OFPT_CONTROLLER_STATUS, status },
]

/** What the definitions of all versions have in common, without the type of their values. */
interface Creator {
  create(fields: object): unknown
  encode(value: unknown): Uint8Array
}

/** One message of each kind that the golden messages of a version lack, made from its fields and encoded; for tests. */
export function madeMessages(version: (typeof VERSIONS)[number]): Uint8Array[] {
  const fields =
    version.version === 1
      ? made10()
      : version.version < 4
        ? madeBefore13(version.version)
        : [
            ...madeSince13(version.version),
            ...(version.version > 4 ? madeSince14(version.version) : []),
            ...(version.version > 5 ? made15() : []),
          ]
  return fields.map((given) => {
    const { ofp_msg }: { readonly ofp_msg: Creator } = version
    return ofp_msg.encode(ofp_msg.create({ version: version.version, xid: 1, ...given }))
  })
}
