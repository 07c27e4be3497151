import { EventError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Matcher } from '../event/matcher.ts'
import type { Order } from './order.ts'

export interface EventQueueOptions {
  /** Events of this queue itself; unlimited by default. Its children have their own. */
  readonly limit?: number
  /** Events in this queue and all its children together; unlimited by default. */
  readonly total?: number
  /** By arrival unless said otherwise. */
  readonly order?: Order
}

export interface SubQueueOptions extends EventQueueOptions {
  readonly name: string
  /** Which events it takes from its parent. Where several children match, the most specific matcher decides. */
  readonly match: Matcher<Event>
  /** Higher ones come first; what the parent keeps for itself has 0, which is the default. */
  readonly priority?: number
}

export function checkedLimit(name: string, field: string, limit = Infinity): number {
  if (limit === Infinity || (Number.isInteger(limit) && limit > 0)) return limit
  throw new EventError('queue', `queue ${name}: ${field} is ${limit}, not a positive whole number`)
}
