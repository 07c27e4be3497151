import { formatDatapathId, parseDatapathId } from '@vlcp/address'
import type { Row } from './column.ts'
import type { SwitchTables } from './switch-tables.ts'

/** A bridge of one Open vSwitch. */
export interface Bridge {
  /** The uuid of its row. A bridge renamed by deleting and adding is another bridge. */
  readonly uuid: string
  readonly name: string
  /** Undefined until ovs-vswitchd has made the bridge. */
  readonly datapathId: bigint | undefined
  /** The same as sixteen lower-case hexadecimal digits. */
  readonly datapathIdText: string | undefined
  /** `Open_vSwitch.external_ids:system-id`: names the server. */
  readonly systemId: string | undefined
  /** `secure`, or `standalone`, which is also what an unset one means: then the bridge forwards on its own without controller. */
  readonly failMode: string | undefined
}

/** An interface of a port of a bridge, with what a controller needs of all three. */
export interface BridgePort {
  /** The uuid of the Interface row. */
  readonly uuid: string
  readonly bridgeName: string
  readonly datapathId: bigint | undefined
  readonly datapathIdText: string | undefined
  readonly systemId: string | undefined
  readonly portName: string
  readonly interfaceName: string
  /** The OpenFlow 1.1+ port number; undefined while ovs-vswitchd has none for it, and when the interface is in error. */
  readonly ofport: number | undefined
  /** `Interface.external_ids:iface-id`: the logical port it belongs to. */
  readonly ifaceId: string | undefined
  readonly type: string
  readonly options: ReadonlyMap<string, string>
  readonly macInUse: string | undefined
  /** Why ovs-vswitchd could not make the interface. */
  readonly error: string | undefined
}

// OpenFlow 1.0 numbers end at 0xff00 (OFPP_MAX); OVSDB shows the local port with its 1.0 number 0xfffe.
const OFPP_MAX_1_0 = 0xff00
const OFPP_LOCAL_1_0 = 0xfffe
export const OFPP_LOCAL = 0xfffffffe

/** The OpenFlow 1.1+ port number of an `Interface.ofport`; undefined for none and for -1, the mark of an error. */
export function openflowPort(ofport: number | undefined): number | undefined {
  if (ofport === OFPP_LOCAL_1_0) return OFPP_LOCAL
  return ofport !== undefined && ofport > 0 && ofport < OFPP_MAX_1_0 ? ofport : undefined
}

/**
 * The record of a bridge.
 *
 * `datapath_id` is an ephemeral column: after a restart of ovsdb-server it is empty until ovs-vswitchd has written it
 * again, while the bridge itself has not changed and goes on forwarding. So an empty one keeps the value known before.
 */
export function bridgeOf(
  row: Row<SwitchTables['Bridge']>,
  systemId: string | undefined,
  known: Bridge | undefined,
): Bridge {
  const datapathId = parsedDatapathId(row.datapath_id) ?? known?.datapathId
  const datapathIdText = datapathId === undefined ? undefined : formatDatapathId(datapathId)
  return { uuid: row._uuid, name: row.name, datapathId, datapathIdText, systemId, failMode: row.fail_mode }
}

/** The record of an interface. `mac_in_use` is ephemeral too, see `bridgeOf`. */
export function bridgePortOf(
  bridge: Bridge,
  portName: string,
  row: Row<SwitchTables['Interface']>,
  known: BridgePort | undefined,
): BridgePort {
  return {
    uuid: row._uuid,
    bridgeName: bridge.name,
    datapathId: bridge.datapathId,
    datapathIdText: bridge.datapathIdText,
    systemId: bridge.systemId,
    portName,
    interfaceName: row.name,
    ofport: openflowPort(row.ofport),
    ifaceId: row.external_ids.get('iface-id') || undefined,
    type: row.type,
    options: row.options,
    macInUse: row.mac_in_use ?? known?.macInUse,
    error: row.error,
  }
}

export function equalBridges(a: Bridge, b: Bridge): boolean {
  return (
    a.uuid === b.uuid &&
    a.name === b.name &&
    a.datapathId === b.datapathId &&
    a.systemId === b.systemId &&
    a.failMode === b.failMode
  )
}

export function equalBridgePorts(a: BridgePort, b: BridgePort): boolean {
  return (
    a.uuid === b.uuid &&
    a.bridgeName === b.bridgeName &&
    a.datapathId === b.datapathId &&
    a.systemId === b.systemId &&
    a.portName === b.portName &&
    a.interfaceName === b.interfaceName &&
    a.ofport === b.ofport &&
    a.ifaceId === b.ifaceId &&
    a.type === b.type &&
    a.macInUse === b.macInUse &&
    a.error === b.error &&
    equalOptions(a.options, b.options)
  )
}

function equalOptions(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a === b || (a.size === b.size && [...a].every(([key, value]) => b.get(key) === value))
}

function parsedDatapathId(text: string | undefined): bigint | undefined {
  // Only ovs-vswitchd writes the column, always as sixteen digits; anything else says nothing.
  return text !== undefined && /^[0-9a-f]{16}$/i.test(text) ? parseDatapathId(text) : undefined
}
