import type { Event } from '../event/event.ts'
import type { Matcher } from '../event/matcher.ts'
import type { Match } from '../scheduler/receiver.ts'

/** What interrupted a body: `withException` throws it. */
export class InterruptedError<E extends Event = Event> extends Error implements Match<E> {
  override readonly name = 'InterruptedError'
  readonly event: E
  readonly matcher: Matcher<E>

  constructor(routine: string, { event, matcher }: Match<E>) {
    super(`${routine} was interrupted by ${matcher.of}`)
    this.event = event
    this.matcher = matcher
  }
}
