import { type Event, knownClasses, lineageOf } from '@vlcp/events'
import { types } from 'node:util'
import { OperationError } from '../errors.ts'
import { suggestion } from '../nearest-name.ts'
import { fieldOf } from './shown-event.ts'
import { read } from './shown-value.ts'

/** One `name=value` of a filter. */
interface Condition {
  readonly path: readonly string[]
  /** As it was written; undefined where any value will do. */
  readonly text: string | undefined
  /** What it means as JSON; undefined where it is only text. */
  readonly literal: unknown
}

/** Chooses events, as somebody writes it: `PortChange dpid=s1 port=3 up=true`. */
export interface EventFilter {
  readonly accepts: (event: Event) => boolean
  /** What may be wrong with it although it can be used. */
  readonly note: string | undefined
}

/**
 * Reads the text of a filter: the name of an event class, whose subclasses count too, or `*`, and then fields with the
 * values they must have. A value is a JSON literal or else text; `*` is any value; `a.b=1` looks into a field. It
 * compares, and runs nothing. Classes are compared by name: those of a module that is reloaded go on to be found.
 * @throws OperationError `invalid`
 */
export function parseEventFilter(text: string): EventFilter {
  const [name = '*', ...words] = split(text)
  if (name.includes('=')) throw invalid(`expected the name of an event class, or *, before ${name}`)
  const conditions = words.map(parseCondition)
  const isNamed = name === '*' || name === 'Event' ? () => true : named(name)
  return {
    accepts: (event) => isNamed(event) && conditions.every((condition) => holds(condition, event)),
    note: name === '*' || name === 'Event' ? undefined : noteOn(name),
  }
}

/** Names of the event classes that were sent, or asked for, since the start. */
export function eventNames(): string[] {
  const names = new Set(knownClasses().map(({ name }) => name))
  return [...names].toSorted()
}

/** Indices of the classes of this name. */
export function indicesOf(name: string): string[] {
  return [...new Set(knownClasses().flatMap((each) => (each.name === name ? each.indices : [])))]
}

const mostConditions = 16

/** Words between blanks; a quoted part is one, as in `name="a b"`. */
function split(text: string): string[] {
  const words: string[] = text.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+|"/gs) ?? []
  if (words.includes('"')) throw invalid('a quotation mark is not closed')
  if (words.length > mostConditions + 1) throw invalid(`more than ${mostConditions} conditions`)
  return words
}

function parseCondition(word: string): Condition {
  const equals = word.indexOf('=')
  if (equals < 1) throw invalid(`"${word.slice(0, 60)}": expected name=value`)
  const path = word.slice(0, equals).split('.')
  const text = word.slice(equals + 1)
  if (text === '*') return { path, text: undefined, literal: undefined }
  try {
    return { path, text, literal: JSON.parse(text) as unknown }
  } catch {
    return { path, text, literal: undefined }
  }
}

function named(name: string): (event: Event) => boolean {
  const known = new WeakMap<object, boolean>()
  return (event) => {
    const of = event.constructor
    let answer = known.get(of)
    if (answer === undefined) known.set(of, (answer = lineageOf(event).some((each) => each.name === name)))
    return answer
  }
}

function holds({ path, text, literal }: Condition, event: Event): boolean {
  const [name = '', ...inside] = path
  let value = fieldOf(event, name)
  for (const step of inside) value = memberOf(value, step)
  if (text === undefined) return value !== undefined
  switch (typeof value) {
    case 'string':
      return value === text || value === literal
    case 'number':
    case 'boolean':
      return value === literal
    case 'bigint':
      return /^-?\d{1,200}$/.test(text) && value === BigInt(text)
    default:
      return value === null && literal === null
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return types.isMap(value) ? Map.prototype.get.call(value, name) : read(value, name)
}

function noteOn(name: string): string | undefined {
  const names = eventNames()
  if (names.includes(name)) return undefined
  return `no event ${name} was seen so far${suggestion(name, names)}`
}

function invalid(message: string): OperationError {
  return new OperationError('invalid', message, 'match')
}
