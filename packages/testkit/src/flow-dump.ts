/** One flow of a switch, as `ovs-ofctl dump-flows` shows it. */
export interface DumpedFlow {
  readonly table: number
  readonly priority: number
  readonly cookie: bigint
  /** Match fields as text without the priority; empty when the flow matches everything. */
  readonly match: string
  readonly actions: string
  readonly packets: number
}

/** Priority of a flow that names none (OFP_DEFAULT_PRIORITY). */
const defaultPriority = 0x8000

// "cookie=0x1, duration=2s, table=0, n_packets=0, n_bytes=0, idle_timeout=5, send_flow_rem priority=7,ip actions=drop":
// properties end with a comma and a space, flow flags are bare words, and the match is the last word before the actions.
const flagWords = new Set(['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts'])

function property(text: string, name: string): string | undefined {
  return new RegExp(`(?:^|[\\s,])${name}=([^\\s,]+)`).exec(text)?.[1]
}

/** Reads one line of a dump; undefined when the line is not a flow, as the heading of a reply is not. */
export function parseFlow(line: string): DumpedFlow | undefined {
  const split = line.indexOf('actions=')
  const head = line.slice(0, split).trim()
  const cookie = property(head, 'cookie')
  if (split < 0 || cookie === undefined) return undefined
  const lastWord = head.slice(head.lastIndexOf(' ') + 1)
  const isMatch = !lastWord.endsWith(',') && !flagWords.has(lastWord)
  const match = (isMatch ? lastWord : '').split(',').filter((field) => !field.startsWith('priority='))
  return {
    table: Number(property(head, 'table') ?? 0),
    priority: Number(property(head, 'priority') ?? defaultPriority),
    cookie: BigInt(cookie),
    match: match.join(','),
    actions: line.slice(split + 'actions='.length).trim(),
    packets: Number(property(head, 'n_packets') ?? 0),
  }
}
