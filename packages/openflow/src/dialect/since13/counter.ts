import type { Counter } from '../../statistics.ts'

const UNKNOWN = 0xffff_ffff_ffff_ffffn
const UNKNOWN_SECONDS = 0xffff_ffff
const NANOSECONDS = 1e9

/** All ones: the switch does not count this. */
export const counter = (value: bigint): Counter => (value === UNKNOWN ? undefined : value)

interface Duration {
  readonly duration_sec: number
  readonly duration_nsec: number
}

export const seconds = (sec: number, nsec: number): number => sec + nsec / NANOSECONDS

export const durationOf = ({ duration_sec, duration_nsec }: Duration): number => seconds(duration_sec, duration_nsec)

/** Left out where the switch does not measure it. */
export const maybeDuration = (duration: Duration): { readonly durationS?: number } =>
  duration.duration_sec === UNKNOWN_SECONDS ? {} : { durationS: durationOf(duration) }

interface Counts {
  readonly packet_count: bigint
  readonly byte_count: bigint
}

export const counts = ({
  packet_count,
  byte_count,
}: Counts): { readonly packets: Counter; readonly bytes: Counter } => ({
  packets: counter(packet_count),
  bytes: counter(byte_count),
})
