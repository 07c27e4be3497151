import { formatModification, type Modification } from '@vlcp/openflow'

/** What a version says by other actions; that these do the same, the tests of the dialects show. */
const TRANSLATED: Readonly<Record<string, RegExp>> = {
  '1.0': /\b(?:goto_table|write_metadata|mod_nw_ttl|dec_ttl\(|set_tunnel)|->(?:vlan_\w+|nw_tos|tun_id)/,
  '1.3': /\b(?:enqueue|set_tunnel|mod_vlan_\w+)|->nw_tos/,
  '1.4': /\b(?:enqueue|set_tunnel|mod_vlan_\w+)|->nw_tos/,
  // OpenFlow 1.5 has no NXAST_REG_LOAD.
  '1.5': /\b(?:enqueue|set_tunnel|mod_vlan_\w+|load:|meter:)|->nw_tos/,
}

/** What a version need not say, or has no words for. */
const UNSAID: Readonly<Record<string, RegExp>> = {
  // Changed flows keep their times and flags; counters are reset and kept as ever.
  '1.0':
    / (?:reset_counts|no_packet_counts|no_byte_counts)|(?<=MOD_STRICT .*) (?:(?:idle|hard|importance):\d+|send_flow_rem|check_overlap)/g,
  '1.3': /(?<=MOD_STRICT .*) importance:\d+|\bbucket_id:\d+,/g,
  '1.4': /(?<=MOD_STRICT .*) importance:\d+|\bbucket_id:\d+,/g,
  '1.5': /(?<=MOD_STRICT .*) importance:\d+/g,
}

/** In OpenFlow 1.0 cookies are compared as fields, which have no bits that are not compared. */
const maskedCookie = (text: string): string =>
  text.replace(/cookie:0x([0-9a-f]+)\/0x([0-9a-f]+)/, (_, value, mask) => {
    const compared = BigInt(`0x${value}`) & BigInt(`0x${mask}`)
    return `cookie:0x${compared.toString(16)}/0x${mask}`
  })

/** What a change means, as text; undefined where the version says it by other actions. */
export function meaningOf(change: Modification, version: string): string | undefined {
  const text = formatModification(change)
  if (TRANSLATED[version]?.test(text) === true) return undefined
  const said = text.replaceAll(UNSAID[version] ?? /$^/g, '')
  return version === '1.0' ? maskedCookie(said) : said
}
