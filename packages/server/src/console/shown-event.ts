import { type Event, lineageOf } from '@vlcp/events'
import { read, type Shown, showValue } from './shown-value.ts'

/** An event as it is sent to a console. */
export interface ShownEvent {
  /** Name of its class. */
  readonly event: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly indices: Readonly<Record<string, Shown>>
  /** Its other fields. */
  readonly attributes: Readonly<Record<string, Shown>>
}

export function showEvent(event: Event, at: number): ShownEvent {
  const lineage = lineageOf(event)
  const indices = lineage.at(-1)?.indices ?? []
  const fields = Object.keys(event).filter((name) => !indices.includes(name) && read(event, name) !== undefined)
  return {
    event: lineage.at(-1)?.name ?? 'Event',
    at,
    indices: Object.fromEntries(indices.map((name) => [name, showValue(fieldOf(event, name))])),
    attributes: showFields(event, fields),
  }
}

function showFields(event: Event, fields: readonly string[]): Readonly<Record<string, Shown>> {
  const members = new Map(fields.map((name) => [name, read(event, name)]))
  return showValue(members) as Readonly<Record<string, Shown>>
}

/** A field of an event. An index may be computed: delivery has read it before, so it can be read. */
export function fieldOf(event: Event, name: string): unknown {
  if (Object.hasOwn(event, name)) return read(event, name)
  if (lineageOf(event).at(-1)?.indices.includes(name) !== true) return undefined
  try {
    return Reflect.get(event, name)
  } catch {
    return undefined
  }
}
