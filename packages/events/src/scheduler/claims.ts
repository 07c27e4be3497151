import { failure } from '../errors.ts'
import type { ClaimableEvent, Event } from '../event/event.ts'
import { EventIndex } from '../event/event-index.ts'
import type { Entry } from '../event/match-tree.ts'
import type { Matcher } from '../event/matcher.ts'
import type { Line } from '../queue/line.ts'
import type { EventQueue } from '../queue/queue.ts'
import type { Receiver } from './receiver.ts'

/** Where an event that waits for a claim lies, and who knows of it. */
interface Unclaimed {
  line: Line
  readonly offeredTo: WeakSet<Receiver>
}

/** Events that stall their lines until somebody claims them. */
export interface Claims {
  readonly size: number
  /** Delivers to those who have not seen it; it leaves its line once claimed. @returns whether one has to come to rest. */
  offer(event: ClaimableEvent, line: Line, found: (Entry<Receiver> | undefined)[], count: number): boolean
  /** Somebody has asked for events like these. */
  offerAgain(matcher: Matcher<Event>): void
  drop(matcher: Matcher<Event>): number
  /** The event is gone. */
  forget(event: Event): void
}

export function createClaims(queue: EventQueue, report: (error: Error) => void): Claims {
  const unclaimed = new Map<Event, Unclaimed>()
  const index = new EventIndex()

  const forget = (event: Event): void => {
    if (unclaimed.delete(event)) index.delete(event)
  }

  const leave = (event: Event): void => {
    const line = unclaimed.get(event)?.line
    if (line === undefined) return
    forget(event)
    line.discard(event)
    queue.emptiness.settle()
  }

  const isOver = (event: ClaimableEvent): boolean => {
    try {
      return event.claimed || event.isObsolete()
    } catch (error) {
      report(failure('predicate', `isObsolete of ${event.constructor.name}`, error))
      return false
    }
  }

  const recordOf = (event: ClaimableEvent, line: Line): Unclaimed => {
    let record = unclaimed.get(event)
    if (record === undefined) {
      record = { line, offeredTo: new WeakSet() }
      index.add(event)
      unclaimed.set(event, record)
      event.whenClaimed(() => leave(event))
    }
    record.line = line
    return record
  }

  return {
    get size() {
      return unclaimed.size
    },
    forget,
    offer(event, line, found, count) {
      if (isOver(event)) {
        forget(event)
        line.take()
        return false
      }
      const { offeredTo } = recordOf(event, line)
      line.stall()
      let mustRest = false
      for (let at = 0; at < count; at++) {
        const entry = found[at]
        found[at] = undefined
        if (entry?.list == null || offeredTo.has(entry.target)) continue
        offeredTo.add(entry.target)
        if (entry.target.deliver(event, entry.matcher)) mustRest = true
      }
      return mustRest
    },
    offerAgain(matcher) {
      if (unclaimed.size === 0) return
      for (const event of index.find(matcher) as Event[]) {
        const line = unclaimed.get(event)?.line
        line?.resume(event)
      }
    },
    drop(matcher) {
      const events = index.find(matcher) as Event[]
      for (const event of events) leave(event)
      return events.length
    },
  }
}
