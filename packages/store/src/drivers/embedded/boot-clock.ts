import { readFileSync } from 'node:fs'

/**
 * The time since this machine was started, the same for all its processes: a wall clock that jumps neither ends nor
 * prolongs what is measured with it. Times of different boots cannot be compared.
 */
export interface BootClock {
  /** Names the boot. */
  readonly boot: string
  /** Milliseconds; CLOCK_MONOTONIC. */
  nowMs(): number
}

export function openBootClock(): BootClock {
  // hrtime counts from the start of the machine, performance.now from that of the process.
  return { boot: readBoot(), nowMs: () => Number(process.hrtime.bigint() / 1_000_000n) }
}

function readBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Not Linux: leases outlive a restart of the machine by up to the time it had been running.
    return 'unknown'
  }
}
