import type { PacketState } from '../packet-state.ts'
import { isQuestion, type Tuple } from './tuple.ts'

const TCP = 6
const ICMP = [1, 58]
const [FIN, SYN, RST, PSH, ACK, URG] = [1, 2, 4, 8, 16, 32]
/** Seconds a connection is kept after its last packet: Open vSwitch's defaults, TCP's simplified. */
const TIMEOUT_S = { first: 30, established: 86_400, closing: 45, other: 60, answered: 30 } as const

/** A committed connection. */
export interface Connection {
  readonly original: Tuple
  /** What the answer's packets have; differs from the original turned round where addresses are translated. */
  readonly reply: Tuple
  readonly nat?: 'src' | 'dst'
  mark: bigint
  label: bigint
  answered: boolean
  /** Sides of a TCP connection that have said they are done. */
  finished: number
  untilS: number
}

export type Progress = 'new' | 'established' | 'restart' | 'invalid'

const hasInvalidFlags = (flags: number): boolean => {
  if ((flags & SYN) !== 0 ? (flags & (RST | FIN)) !== 0 : (flags & (ACK | RST)) === 0) return true
  return (flags & ACK) === 0 && (flags & (FIN | PSH | URG)) !== 0
}

/** Whether a packet can begin a connection; half of a TCP handshake or an answer to nothing cannot. */
export function canBegin(packet: PacketState, { protocol, from }: Tuple): boolean {
  if (ICMP.includes(protocol)) return isQuestion(protocol, from & 0xff)
  if (protocol !== TCP) return true
  const flags = Number(packet.get('tcp_flags'))
  return !hasInvalidFlags(flags) && (flags & (SYN | ACK)) !== (SYN | ACK)
}

/** What one more packet makes of a connection. TCP's windows are not watched. */
export function advance(connection: Connection, packet: PacketState, isReply: boolean, nowS: number): Progress {
  const { protocol } = connection.original
  if (protocol === TCP) return advanceTcp(connection, Number(packet.get('tcp_flags')), isReply, nowS)
  connection.answered ||= isReply
  connection.untilS = nowS + (connection.answered ? TIMEOUT_S.answered : TIMEOUT_S.other)
  return connection.answered ? 'established' : 'new'
}

function advanceTcp(connection: Connection, flags: number, isReply: boolean, nowS: number): Progress {
  if (hasInvalidFlags(flags)) return 'invalid'
  const isOpening = (flags & (SYN | ACK)) === SYN
  if (isOpening && connection.finished === 3) return 'restart'
  if (isOpening && (isReply || !connection.answered)) {
    connection.untilS = nowS + TIMEOUT_S.first
    return 'new'
  }
  connection.answered ||= isReply
  if ((flags & RST) !== 0) connection.finished = 3
  else if ((flags & FIN) !== 0) connection.finished |= isReply ? 2 : 1
  connection.untilS = nowS + (connection.finished === 0 ? TIMEOUT_S.established : TIMEOUT_S.closing)
  return 'established'
}

export const begin = (original: Tuple, reply: Tuple, nat: 'src' | 'dst' | undefined, nowS: number): Connection => ({
  original,
  reply,
  ...(nat === undefined ? {} : { nat }),
  mark: 0n,
  label: 0n,
  answered: false,
  finished: 0,
  untilS: nowS + (original.protocol === TCP ? TIMEOUT_S.first : TIMEOUT_S.other),
})
