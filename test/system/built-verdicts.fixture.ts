import { formatMessage } from '@vlcp/openflow'
import type { Examined } from './built-oracle.fixture.ts'

/** What the generators make that Open vSwitch 3.1 cannot read, and that is not for us to mend. */
export interface Refusal {
  readonly error: string
  readonly why: string
  /** Whether our text shows that this is why. */
  readonly shows: RegExp
}

export const REFUSALS: readonly Refusal[] = [
  { error: 'NXBAC_BAD_HEADER_TYPE', why: 'it encapsulates in Ethernet, MPLS and NSH only', shows: /encap\(0x11234\)/ },
  { error: 'NXBAC_UNKNOWN_ED_PROP', why: 'it knows the properties of NSH only', shows: /property\(0x7,/ },
  { error: 'OFPBAC_BAD_ARGUMENT', why: 'it deletes fields of tunnels only', shows: /delete_field:(?!tun_metadata)/ },
  { error: 'OFPBAC_BAD_ARGUMENT', why: 'it pushes Ethernet types of MPLS only', shows: /push_mpls:0x(?!884[78])/ },
  { error: 'OFPBAC_BAD_TYPE', why: 'it has no such action', shows: /\b(?:copy_ttl_(?:in|out)|(?:push|pop)_pbb)\b/ },
  { error: 'OFPBAC_BAD_VENDOR', why: 'nobody knows the action', shows: /unknown\(0xffff/ },
  { error: 'OFPBAC_BAD_VENDOR_TYPE', why: 'it has them in tests only', shows: /\bdebug_(?:recirc|slow)\b/ },
  { error: 'OFPBAC_BAD_OUT_PORT', why: 'only ports have queues', shows: /enqueue:(?:NORMAL|FLOOD|ALL|TABLE)/ },
  { error: 'OFPBAC_MATCH_INCONSISTENT', why: 'actions need other packets', shows: /\bct\(.*\bct\(|ct_ipv6_src/ },
  { error: 'OFPBIC_BAD_TABLE_ID', why: 'flows only lead to later tables', shows: /table:\d+ .*goto_table:\d+/ },
  { error: 'OFPBAC_BAD_SET_LEN', why: 'it has no such field', shows: /->pbb_\w+/ },
  { error: 'OFPBMC_BAD_VALUE', why: 'NSH has two kinds of metadata', shows: /\bnsh_mdtype=/ },
  { error: 'OFPBMC_BAD_FIELD', why: 'it has no such field', shows: /\b(?:ipv6_exthdr|in_phy_port|pbb_\w+)=/ },
  {
    error: 'OFPBMC_BAD_PREREQ',
    why: 'fields of a connection need ct_state=+trk and its protocol',
    shows: /\bct_(?:nw|ipv6|tp)_\w+=/,
  },
  {
    error: 'OFPBRC_BAD_PORT',
    why: 'a packet comes from a port, the switch or the controller',
    shows: /PACKET_OUT.*in_port=(?:IN_PORT|ANY|FLOOD|ALL|NORMAL|TABLE)\b/,
  },
  { error: 'OFPBRC_BAD_LEN', why: 'it has no such error in this version', shows: /^OFPT_ERROR/ },
  {
    error: 'OFPBFC_MSG_UNSUP',
    why: 'its bundles hold flows, groups, ports and packets',
    shows: /bundle_id=.*OFPT_METER_MOD/,
  },
]

/** What a switch refuses though it can read it. */
export const REFUSALS_OF_SWITCH: readonly Refusal[] = [
  {
    error: 'OFPBRC_EPERM',
    why: 'recirculation and its hash are affairs of the datapath',
    shows: /\b(?:recirc_id|dp_hash)=/,
  },
  { error: 'OFPMMFC_BAD_BAND', why: 'meters of its datapath only drop', shows: /^meter=.*type=dscp_remark/s },
]

/** What errors are called in OpenFlow 1.0, and by ovs-ofctl in any version. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  OFPBAC_BAD_EXPERIMENTER: 'OFPBAC_BAD_VENDOR',
  OFPBAC_BAD_EXP_TYPE: 'OFPBAC_BAD_VENDOR_TYPE',
}

/** The refusal on a list that explains this one. @param text what was refused */
export const explain = (refusals: readonly Refusal[], error: string, text: string): Refusal | undefined =>
  refusals.find((one) => one.error === (OLD_NAMES[error] ?? error) && one.shows.test(text))

/** What tshark 4.0 calls malformed though it is not. */
export interface Defect {
  readonly why: string
  readonly applies: (each: Examined) => boolean
}

const BASIC_CLASS = 0x8000
const OFPT_FLOW_MOD = 14
const EMPTY_FLOW_MOD_BYTES = 72

/** Whether there is a field of the class OFPXMC_OPENFLOW_BASIC in a message, at any depth. */
function hasBasicField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('header' in value && typeof value.header === 'number' && value.header >>> 16 === BASIC_CLASS) return true
  return Object.values(value).some(hasBasicField)
}

export const DEFECTS: readonly Defect[] = [
  {
    why: 'OpenFlow 1.0: it misreads packet-outs, the more so without data',
    applies: ({ kind, message }) => message.version === 1 && kind === 'packet-out',
  },
  {
    why: 'OpenFlow 1.0: it reads an action where a flow-mod has none',
    applies: ({ message, bytes }) =>
      message.version === 1 && message.type === OFPT_FLOW_MOD && bytes.length === EMPTY_FLOW_MOD_BYTES,
  },
  {
    why: 'OpenFlow 1.5: it stops at each field of the class OFPXMC_OPENFLOW_BASIC',
    applies: ({ message, bytes, kind }) =>
      message.version === 6 && (hasBasicField(message) || (kind === 'bundle add' && bytes.includes(0x80))),
  },
  {
    why: 'OpenFlow 1.5: it misreads the buckets of groups',
    applies: ({ message, kind }) => message.version === 6 && /group|bundle add/.test(kind),
  },
  {
    why: 'OpenFlow 1.5: it misreads copy-field',
    applies: ({ message }) => message.version === 6 && /\bmove:/.test(formatMessage(message)),
  },
]

export const defectOf = (each: Examined): Defect | undefined => DEFECTS.find(({ applies }) => applies(each))
