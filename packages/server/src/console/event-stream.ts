import { Event, type Scheduler, type Subscription } from '@vlcp/events'
import Type from 'typebox'
import { type Operation, operation } from '../operation.ts'
import { parseEventFilter } from './event-filter.ts'
import type { ConsoleContext } from './operations.ts'
import { mostWaitingEvents } from './protocol.ts'
import { showEvent } from './shown-event.ts'

/** The operation `events`: events that match, as they come, until it is cancelled. */
export function eventStream(scheduler: Scheduler): Operation {
  return operation({
    name: 'events',
    summary: 'Events as they come, until it is cancelled.',
    params: Type.Object(
      {
        match: Type.String({
          default: '*',
          maxLength: 4096,
          description: 'class and fields, as in: ModuleStateChange service=web',
        }),
        limit: Type.Optional(Type.Integer({ minimum: 1, description: 'end after so many' })),
      },
      { additionalProperties: false },
    ),
    mutates: false,
    run: async ({ match, limit }, context: ConsoleContext) => {
      const { accepts, note } = parseEventFilter(match)
      // The abort ends it without an error: to have seen enough is no failure.
      const subscription = scheduler.subscribe(Event.match({}, accepts), {
        name: `console: ${match.slice(0, 60)}`,
        limit: mostWaitingEvents,
        overflow: 'drop-oldest',
      })
      const end = (): void => subscription.close()
      context.signal.addEventListener('abort', end, { once: true })
      if (context.signal.aborted) end()
      await context.emit({ watching: match, ...(note === undefined ? {} : { note }) })
      return send(subscription, limit ?? Infinity, context)
    },
  })
}

async function send(
  subscription: Subscription<Event>,
  limit: number,
  { emit, signal }: ConsoleContext,
): Promise<{ readonly events: number; readonly dropped: number }> {
  let events = 0
  let dropped = 0
  for await (const event of subscription) {
    if (signal.aborted) break
    if (subscription.dropped > dropped) {
      await emit({ dropped: subscription.dropped - dropped })
      dropped = subscription.dropped
    }
    await emit({ event: showEvent(event, Date.now()) })
    if (++events >= limit) break
  }
  return { events, dropped }
}
