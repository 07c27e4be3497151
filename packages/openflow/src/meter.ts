/** One limit of a meter: packets beyond it are dropped, or get a worse DSCP. OpenFlow 1.3.5, 7.3.4.5. */
export type MeterBand =
  | { readonly type: 'drop'; readonly rate: number; readonly burst?: number }
  | { readonly type: 'dscp_remark'; readonly rate: number; readonly burst?: number; readonly levels: number }

export interface Meter {
  readonly id: number
  /** What rates and bursts count. Bursts are of kbit or packets. */
  readonly unit: 'kbps' | 'pktps'
  /** Whether the switch counts what each band did. */
  readonly stats?: boolean
  readonly bands: readonly MeterBand[]
}
