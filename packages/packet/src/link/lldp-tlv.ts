import {
  bitEnum,
  bits,
  bytes,
  type Each,
  family,
  flags,
  type Infer,
  length,
  mac,
  openEnumeration,
  string,
  struct,
  u16,
  u24,
  u32,
  u8,
} from '@vlcp/struct'

/** IEEE 802.1AB-2016, 8.4.1. */
export const lldp_tlv_type = openEnumeration('lldp_tlv_type', u8, {
  END: 0,
  CHASSIS_ID: 1,
  PORT_ID: 2,
  TIME_TO_LIVE: 3,
  PORT_DESCRIPTION: 4,
  SYSTEM_NAME: 5,
  SYSTEM_DESCRIPTION: 6,
  SYSTEM_CAPABILITIES: 7,
  MANAGEMENT_ADDRESS: 8,
  ORGANIZATION: 127,
})

/** IEEE 802.1AB-2016, 8.5.8.1. */
export const lldp_capabilities = flags('lldp_capabilities', u16, {
  OTHER: 1,
  REPEATER: 2,
  BRIDGE: 4,
  WLAN_ACCESS_POINT: 8,
  ROUTER: 16,
  TELEPHONE: 32,
  DOCSIS: 64,
  STATION_ONLY: 128,
  C_VLAN: 256,
  S_VLAN: 512,
  TWO_PORT_MAC_RELAY: 1024,
})

const named = struct('named', { id: string() })
const hardware = struct('hardware_address', { mac })
const network = struct('network_address', { address_family: u8, address: bytes() })

/** IEEE 802.1AB-2016, 8.5.2: subtype 4 is a MAC address, 5 a network address, the others are names. */
const chassis_id = family('chassis_id', struct('chassis_id_header', { subtype: u8 }), 'subtype', {
  1: named,
  2: named,
  3: named,
  4: hardware,
  5: network,
  6: named,
  7: named,
})

/** IEEE 802.1AB-2016, 8.5.3: subtype 3 is a MAC address, 4 a network address, 6 a relay agent's circuit, the others are names. */
const port_id = family('port_id', struct('port_id_header', { subtype: u8 }), 'subtype', {
  1: named,
  2: named,
  3: hardware,
  4: network,
  5: named,
  6: struct('agent_circuit_id', { circuit_id: bytes() }),
  7: named,
})

/** The address behind its family number, both counted by the length in front (IEEE 802.1AB-2016, 8.5.9). */
const address_string = struct('address_string', {
  length: length(u8, { add: -1 }),
  address_family: u8,
  address: bytes(),
})

const management_address = struct('management_address', {
  management_address: address_string,
  interface_subtype: u8,
  interface_number: u32,
  object_identifier: bytes(u8),
})

const aggregation = struct('link_aggregation', { aggregation_status: u8, aggregated_port_id: u32 })

/** IEEE 802.1Q, annex D. */
const ieee_802_1 = family('ieee_802_1', struct('ieee_802_1_header', { subtype: u8 }), 'subtype', {
  1: struct('port_vlan_id', { pvid: u16 }),
  2: struct('port_and_protocol_vlan_id', { vlan_flags: u8, ppvid: u16 }),
  3: struct('vlan_name', { vlan_id: u16, vlan_name: string(u8) }),
  4: struct('protocol_identity', { protocol_identity: bytes(u8) }),
  5: struct('vid_usage_digest', { vid_usage_digest: u32 }),
  6: struct('management_vid', { management_vid: u16 }),
  7: aggregation,
})

/** IEEE 802.3, 79.3. */
const ieee_802_3 = family('ieee_802_3', struct('ieee_802_3_header', { subtype: u8 }), 'subtype', {
  1: struct('mac_phy', { autonegotiation: u8, advertised_capability: u16, operational_mau_type: u16 }),
  2: struct('power_via_mdi', { mdi_power_support: u8, pse_power_pair: u8, power_class: u8, power_extension: bytes() }),
  3: aggregation,
  4: struct('maximum_frame_size', { maximum_frame_size: u16 }),
})

/** ANSI/TIA-1057, 10.2: media endpoint discovery. */
const tia_med = family('tia_med', struct('tia_med_header', { subtype: u8 }), 'subtype', {
  1: struct('med_capabilities', { med_capabilities: u16, device_type: u8 }),
  2: struct('network_policy', {
    application_type: u8,
    _policy: bits(u24, { unknown_policy: 1, tagged: 1, _reserved: 1, vlan_id: 12, l2_priority: 3, dscp: 6 }),
  }),
})

/** IEEE 802.1AB-2016, 8.6. Other organizations' subtypes and bytes are in `_extra`. */
const organization = family('organization', struct('organization_header', { oui: u24 }), 'oui', {
  0x0080c2: ieee_802_1,
  0x00120f: ieee_802_3,
  0x0012bb: tia_med,
})

const text = struct('text', { text: string() })

/** A type-length-value of an LLDP data unit (IEEE 802.1AB-2016, 8.4). */
export const lldp_tlv = family(
  'lldp_tlv',
  struct('lldp_tlv_header', {
    _header: bits(u16, { type: bitEnum(7, lldp_tlv_type), length: length(9, { add: -2 }) }),
  }),
  'type',
  {
    [lldp_tlv_type.CHASSIS_ID]: chassis_id,
    [lldp_tlv_type.PORT_ID]: port_id,
    [lldp_tlv_type.TIME_TO_LIVE]: struct('time_to_live', { ttl_s: u16 }),
    [lldp_tlv_type.PORT_DESCRIPTION]: text,
    [lldp_tlv_type.SYSTEM_NAME]: text,
    [lldp_tlv_type.SYSTEM_DESCRIPTION]: text,
    [lldp_tlv_type.SYSTEM_CAPABILITIES]: struct('system_capabilities', {
      capabilities: lldp_capabilities,
      enabled: lldp_capabilities,
    }),
    [lldp_tlv_type.MANAGEMENT_ADDRESS]: management_address,
    [lldp_tlv_type.ORGANIZATION]: organization,
  },
)

export type LldpTlv = Each<Infer<typeof lldp_tlv>>
