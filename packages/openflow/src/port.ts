/** A port of a switch, without version. OpenFlow 1.5.1, 7.2.1. */
export interface Port {
  readonly port: number
  readonly name: string
  /** MAC address as a number. */
  readonly mac: number
  /** What the administrator has configured. */
  readonly down: boolean
  readonly noReceive: boolean
  readonly noForward: boolean
  readonly noPacketIn: boolean
  /** What the switch reports. */
  readonly linkDown: boolean
  /** In kbit/s where the switch tells (OpenFlow 1.1 and later); 0 where it does not know. */
  readonly speedKbps?: number
}

export type PortChange = 'added' | 'removed' | 'modified'

/** What to change of a port; the rest stays. */
export interface PortConfiguration {
  readonly port: number
  /** The port's own: the switch compares it. */
  readonly mac: number
  readonly down?: boolean
  readonly noReceive?: boolean
  readonly noForward?: boolean
  readonly noPacketIn?: boolean
}
