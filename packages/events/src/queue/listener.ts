import type { Event } from '../event/event.ts'

/** What the owner of a root does when something changes. */
export interface QueueListener {
  /** Something can be taken, where nothing could. */
  ready(): void
  /** An event was thrown away. */
  dropped(event: Event): void
  failed(error: unknown, what: string): void
  nowMs(): number
}
