import type { Dialect, Statistics, StatisticsKind } from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'
import type { Waiting } from './requests.ts'

/**
 * Parts and bytes of one multipart answer; a switch that sends more is not answering but flooding. A million flows take about
 * 200 MB. The description of the ports, which everybody is asked for who connects, has 64 bytes for each of less than 65 536.
 */
const MAX_PARTS = 100_000
const MAX_ANSWER_BYTES = 512 * 1024 * 1024
const MAX_PORTS_BYTES = 8 * 1024 * 1024

/** How a promise is told its outcome. */
export interface Settle<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

/**
 * Puts the parts of a multipart answer together (OpenFlow 1.3.5, 7.3.5): all but the last say that more follow.
 */
export function collectParts<K extends StatisticsKind>(
  kind: K,
  dialect: Dialect,
  peer: string,
  outcome: Settle<readonly Statistics[K]['item'][]>,
): Waiting {
  const maxBytes = kind === 'portDescriptions' ? MAX_PORTS_BYTES : MAX_ANSWER_BYTES
  const items: Statistics[K]['item'][] = []
  let parts = 0
  let bytes = 0
  const refuse = (reason: string): true => {
    outcome.reject(new SwitchError('bad_reply', reason))
    return true
  }
  return {
    answer(message, event, size) {
      const more = dialect.statisticsItems(kind, message)
      if (more === undefined || event.type !== 'statistics')
        return refuse(`${peer} answered the question for ${kind} with something else`)
      bytes += size
      parts += 1
      if (parts > MAX_PARTS || bytes > maxBytes)
        return refuse(`an answer of ${peer} has more than ${maxBytes} bytes or ${MAX_PARTS} parts`)
      for (const item of more) items.push(item)
      if (event.more) return false
      outcome.resolve(items)
      return true
    },
    fail: (error) => outcome.reject(error),
  }
}
