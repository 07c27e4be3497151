import { formatMessage } from '@vlcp/openflow'
import type { Examined } from './built-oracle.fixture.ts'

/** Where our text is another than Open vSwitch's on purpose, and what makes the two the same. */
interface Difference {
  readonly why: string
  readonly ovs?: (text: string) => string
  readonly ours?: (text: string) => string
}

/** Removes fields of a match, wherever they stand in it. */
const withoutFields = (fields: RegExp) => (text: string) =>
  text.replaceAll(fields, '').replaceAll(/,(?= |,)|(?<= ),/g, '')

const DIFFERENCES: readonly Difference[] = [
  {
    why: 'a message is one line, so that a log has one for each, without room for what is not there',
    ovs: (text) => text.replaceAll(/\s+/g, ' ').trim(),
    ours: (text) => text.replaceAll(/\s+/g, ' ').trim(),
  },
  { why: 'OpenFlow 1.0 is named as the other versions are', ours: (text) => text.replaceAll(' (OF1.0)', '') },
  {
    why: 'the message around what is in a bundle of OpenFlow 1.3 has the name that its type has',
    ovs: (text) => text.replace(/^ONFT_BUNDLE_\w+/, 'OFPT_EXPERIMENTER'),
  },
  {
    why: 'the packet stands on a line of its own, in the form of the package packet',
    ovs: (text) => text.replace(/(?<=data_len=\d+(?: \(unbuffered\)| buffer=\w+)?(?: \(\*.*?\*\))?) [a-z].*$/, ''),
  },
  {
    why: 'Open vSwitch does not say which group flows must use',
    ours: (text) => text.replaceAll(/ out_group:\d+/g, ''),
  },
  {
    why: 'the bits of the cookie that are compared to remove one flow are an affair of the dialect',
    ovs: (text) => text.replace(/(?<=DEL_STRICT .*cookie:0x[0-9a-f]+)\/0xf{15}[ef]/, ''),
  },
  {
    why: 'Open vSwitch prints some fields of ERSPAN and NSH only for some versions of these, and GBP and GTP-U never with a mask',
    ovs: withoutFields(/\b(?:tun_(?:erspan_\w+|gbp_flags)|gtpu_\w+|nsh_c\d)=[^, ]+/g),
    ours: withoutFields(/\b(?:tun_(?:erspan_\w+|gbp_flags)|gtpu_\w+|nsh_c\d)=[^, ]+/g),
  },
  {
    why: 'that a bucket has the number of its place goes without saying',
    ovs: (text) => {
      let place = -1
      return text.replaceAll(/\bbucket=(?:bucket_id:(\d+),)?/g, (bucket, id) => {
        place += 1
        return Number(id) === place ? 'bucket=' : String(bucket)
      })
    },
  },
  {
    why: 'a recirculation makes Open vSwitch state what goes without saying elsewhere',
    ovs: (text) => text.replace(/(?<=\brecirc_id=[^ ]*),eth\b/, ''),
  },
]

/** In OpenFlow 1.0 Open vSwitch prints fields that are set by the names of the actions. */
const OF_1_0: Difference = {
  why: 'what sets a field is written as that in every version',
  ours: (text) =>
    text
      .replaceAll('pop_vlan', 'strip_vlan')
      .replaceAll(/set_field:([0-9a-f:]+)->eth_(src|dst)/g, 'mod_dl_$2:$1')
      .replaceAll(/set_field:([0-9.]+)->ip_(src|dst)/g, 'mod_nw_$2:$1')
      .replaceAll(/set_field:(\d+)->ip_dscp/g, (_, dscp) => `mod_nw_tos:${Number(dscp) << 2}`)
      .replaceAll(/set_field:(\d+)->mpls_(label|tc)/g, 'set_mpls_$2($1)')
      .replaceAll(/set_field:(\d+)->(?:tcp|udp|sctp)_(src|dst)/g, 'mod_tp_$2:$1'),
}

/** What both say of matches and actions, without what differs on purpose. */
export function comparable(each: Pick<Examined, 'message' | 'printed'>): {
  readonly ovs: string
  readonly ours: string
} {
  let [ovs, ours] = [each.printed, formatMessage(each.message)]
  for (const difference of each.message.version === 1 ? [...DIFFERENCES, OF_1_0] : DIFFERENCES) {
    ovs = difference.ovs?.(ovs) ?? ovs
    ours = difference.ours?.(ours) ?? ours
  }
  return { ovs, ours }
}

/** Where Open vSwitch prints matches and actions; of others it is enough that it reads them. */
export const hasText = ({ change, packet }: Examined): boolean => change !== undefined || packet !== undefined
