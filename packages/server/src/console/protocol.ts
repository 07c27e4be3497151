import type { OperationErrorCode } from '../errors.ts'
import type { ShownEvent } from './shown-event.ts'
import Type, { type Static } from 'typebox'

/*
 * What is spoken on the socket of a console: JSON, one object a line, in both directions. Answers come when they are
 * ready, in any order; each bears the id of its request.
 *
 *     → {"id":1,"op":"call","params":{"module":"viperflow","operation":"discover"}}
 *     ← {"id":1,"result":{…}}                        or {"id":1,"error":{"code":"…","message":"…"}}
 *
 *     → {"id":2,"op":"events","params":{"match":"ModuleStateChange service=web"}}
 *     ← {"id":2,"watching":"ModuleStateChange service=web"}        from now on
 *     ← {"id":2,"event":{"event":"ModuleStateChange","at":…,"indices":{…},"attributes":{…}}}   any number
 *     ← {"id":2,"dropped":17}                        so many were left out since: the reader is too slow
 *     → {"cancel":2}
 *     ← {"id":2,"result":{"events":9,"dropped":17}}
 *
 * {"op":"discover"} lists the operations, with {"params":{"details":true}} also their parameters. A line that is no
 * request is answered by an error, without id if it had none that can be read; the connection lives on. At the end
 * of the connection everything that runs for it is cancelled.
 */

/** Changes when a reader of the version before would not understand an answer. */
export const protocolVersion = 1

/** Longest request in bytes, its newline included. */
export const longestLine = 1024 * 1024
/** Longest answer in characters. */
export const longestAnswer = 32 * 1024 * 1024
/** Requests of one connection that may run at a time, streams included. */
export const mostRequests = 64
/** Connections at a time. */
export const mostConnections = 32
/** Events that wait for a reader; after that the oldest are dropped. */
export const mostWaitingEvents = 1000

const id = Type.Union([Type.Integer(), Type.String({ maxLength: 64 })])

export const requestSchema = Type.Object(
  {
    id,
    op: Type.String({ maxLength: 64 }),
    params: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { additionalProperties: false },
)

export const cancelSchema = Type.Object({ cancel: id }, { additionalProperties: false })

export type RequestId = Static<typeof id>
export type ConsoleRequest = Static<typeof requestSchema>

export interface ConsoleError {
  readonly code: OperationErrorCode
  readonly message: string
  /** The parameter that is wrong. */
  readonly field?: string
  /** Of a defect, for who mends it. */
  readonly stack?: string
}

/** What a request may send before its result. */
export type StreamItem =
  | { readonly watching: string; readonly note?: string }
  | { readonly event: ShownEvent }
  | { readonly dropped: number }

export type ConsoleAnswer =
  | { readonly id: RequestId; readonly result: unknown }
  | { readonly id?: RequestId; readonly error: ConsoleError }
  | ({ readonly id: RequestId } & StreamItem)

/** One candidate of the operation `complete`. */
export interface Candidate {
  readonly name: string
  readonly about?: string
}
