import { atom, mapOf, one, optional, setOf } from './column.ts'

/** The tables and columns of the database `Open_vSwitch` (ovs-vswitchd.conf.db(5)) that a controller follows. */
export const switchTables = {
  Open_vSwitch: {
    external_ids: mapOf(atom.string, atom.string),
    ovs_version: optional(atom.string),
  },
  Bridge: {
    name: one(atom.string),
    datapath_id: optional(atom.string),
    fail_mode: optional(atom.string),
    ports: setOf(atom.uuid),
    external_ids: mapOf(atom.string, atom.string),
  },
  Port: {
    name: one(atom.string),
    interfaces: setOf(atom.uuid),
  },
  Interface: {
    name: one(atom.string),
    type: one(atom.string),
    ofport: optional(atom.integer),
    external_ids: mapOf(atom.string, atom.string),
    options: mapOf(atom.string, atom.string),
    error: optional(atom.string),
    mac_in_use: optional(atom.string),
  },
} as const

export type SwitchTables = typeof switchTables
