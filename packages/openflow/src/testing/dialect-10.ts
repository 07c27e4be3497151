import type { Action } from '../action/action.ts'
import { apply } from '../action/instruction.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { ofp10 } from '../dialect/v10.ts'
import type { Flow } from '../flow.ts'
import type { Match } from '../match/match.ts'
import { decodeMessage, encodeMessage, type Message } from '../message.ts'
import { VERSIONS } from './kind.ts'

/** OpenFlow 1.0 with Nicira's extensions and without, for its tests. */
export const extended = ofp10(true)
export const plain = ofp10(false)

export const [version] = VERSIONS

export const TCP = { eth_type: 0x0800, ip_proto: 6 }

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const octets = (message: Message): string => hex(encodeMessage(message))

/** What the other side reads. */
export const sent = (message: Message): Message => decodeMessage(encodeMessage(message))

export const flow = (match: Match, actions: readonly Action[] = []): Flow => ({
  table: 0,
  priority: 7,
  match,
  cookie: 5n,
  instructions: actions.length === 0 ? [] : [apply(...actions)],
})

export const put = (dialect: Dialect, match: Match, actions?: readonly Action[]): Message =>
  sent(dialect.modification(1, { kind: 'put-flow', flow: flow(match, actions) }))
