import { StructError } from '@vlcp/struct'
import { decodeMessage, type Message } from '../../message.ts'

const STEPS = ['OPEN', 'CLOSE', 'COMMIT', 'DISCARD'] as const
const FLAGS = [
  ['atomic', 1],
  ['ordered', 2],
] as const

const ALL_FLAGS = 3

function formatFlags(flags: number): string {
  const names = FLAGS.flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]))
  const rest = flags & ~ALL_FLAGS
  return [...names, ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])].join(' ')
}

/** A message that is itself in a bundle has none inside: OpenFlow 1.4.1, 6.9. */
function messageInside(bytes: Uint8Array): Message | undefined {
  try {
    const message = decodeMessage(bytes)
    return 'bundle_id' in message ? undefined : message
  } catch (error) {
    if (error instanceof StructError) return undefined
    throw error
  }
}

/**
 * The control of a bundle, or what is added to one, as `ovs-ofctl ofp-print` shows it but for line breaks; undefined for other
 * messages, and where the message inside is none.
 *
 * @param formatMessage writes the message inside
 */
export function formatBundle(message: Message, formatMessage: (message: Message) => string): string | undefined {
  if (!('bundle_id' in message)) return undefined
  const id = `bundle_id=0x${message.bundle_id.toString(16)}`
  const flags = `flags=${formatFlags(message.flags)}`
  if ('ctrl_type' in message) {
    const step = STEPS[message.ctrl_type >> 1]
    if (step === undefined) return undefined
    return `${id} type=${step}_${message.ctrl_type % 2 === 0 ? 'REQUEST' : 'REPLY'} ${flags}`
  }
  const inside = messageInside(message.message)
  return inside === undefined ? undefined : `${id} ${flags} ${formatMessage(inside)}`
}
