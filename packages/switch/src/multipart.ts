import { ofp_multipart_reply_flags, type OfpMsg, ofp_type } from '@vlcp/openflow'
import { SwitchError } from './errors.ts'
import type { Waiting } from './requests.ts'

/**
 * Parts and bytes of one multipart answer; a switch that sends more is not answering but flooding. A million flows take about
 * 200 MB. The description of the ports, which everybody is asked for who connects, has 64 bytes for each of less than 65 536.
 */
const MAX_PARTS = 100_000
const MAX_ANSWER_BYTES = 512 * 1024 * 1024
export const MAX_PORTS_BYTES = 8 * 1024 * 1024

export type MultipartReply = Extract<OfpMsg, { type: typeof ofp_type.OFPT_MULTIPART_REPLY }>

/** An answer of another kind than the question asks for. */
export const unexpected = (reply: OfpMsg, expected: number): SwitchError =>
  new SwitchError(
    'bad_reply',
    `the switch answered with ${ofp_type.nameOf(reply.type)}, not ${ofp_type.nameOf(expected)}`,
  )

/**
 * Puts the parts of a multipart answer together (OpenFlow 1.3.5, 7.3.5): all but the last have the flag REPLY_MORE.
 *
 * @param maxBytes size of all parts together beyond which the answer is refused
 */
export function collectParts(
  peer: string,
  outcome: { resolve(parts: readonly MultipartReply[]): void; reject(error: Error): void },
  maxBytes: number = MAX_ANSWER_BYTES,
): Waiting<OfpMsg> {
  const parts: MultipartReply[] = []
  let bytes = 0
  const refuse = (error: SwitchError): true => {
    outcome.reject(error)
    return true
  }
  return {
    answer(reply, size) {
      if (reply.type !== ofp_type.OFPT_MULTIPART_REPLY) return refuse(unexpected(reply, ofp_type.OFPT_MULTIPART_REPLY))
      bytes += size
      if (parts.length >= MAX_PARTS || bytes > maxBytes) {
        const limits = `${maxBytes} bytes or ${MAX_PARTS} parts`
        return refuse(new SwitchError('bad_reply', `an answer of ${peer} has more than ${limits}`))
      }
      parts.push(reply)
      const isLast = (reply.flags & ofp_multipart_reply_flags.OFPMPF_REPLY_MORE) === 0
      if (isLast) outcome.resolve(parts)
      return isLast
    },
    fail: (error) => outcome.reject(error),
  }
}
