import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeMessage, type Dialect, encodeMessage, type Message, UnsupportedError } from '@vlcp/openflow'
import { run } from '@vlcp/testkit'
import { type Buildable, everythingBuildable } from './openflow-built.fixture.ts'

/** What two programs that are not ours say of a message. */
export interface Examined extends Built {
  /** As Open vSwitch prints it. */
  readonly printed: string
  /** Why Open vSwitch cannot read it. */
  readonly refusal: string | undefined
  /** Whether tshark sees OpenFlow in it, and whether it calls that malformed. */
  readonly dissected: boolean
  readonly malformed: boolean
}

export interface Built extends Buildable {
  readonly xid: number
  readonly bytes: Uint8Array
  readonly message: Message
}

export interface Everything {
  readonly built: readonly Built[]
  /** What the version has no form for. */
  readonly unsupported: ReadonlySet<string>
}

/** All that can be built in a version, each with a transaction id of its own. */
export function buildEverything(dialect: Dialect): Everything {
  const built: Built[] = []
  const unsupported = new Set<string>()
  for (const [at, buildable] of everythingBuildable().entries()) {
    const xid = at + 1
    try {
      const bytes = encodeMessage(buildable.make(dialect, xid))
      built.push({ ...buildable, xid, bytes, message: decodeMessage(bytes) })
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error
      unsupported.add(error.what)
    }
  }
  return { built, unsupported }
}

async function withFile<T>(content: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'built-'))
  try {
    const file = join(folder, 'messages')
    await writeFile(file, content)
    return await use(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const HEAD = /^\w+ (?:request )?(?:\(OF1\.\d\) )?\(xid=0x([0-9a-f]+)\):/

/** What Open vSwitch prints of each message, by transaction id. One process reads them all. */
export async function printedByOvs(built: readonly Pick<Built, 'bytes'>[]): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await withFile(Buffer.concat(built.map(({ bytes }) => bytes)), (file) =>
    run('ovs-ofctl', ['-voff', 'ofp-parse', file]),
  )
  const printed = new Map<number, string>()
  let current = 0
  for (const line of stdout.split('\n')) {
    const [, xid] = HEAD.exec(line) ?? []
    // A message inside a bundle has the number of the one around it; what an error is about has none of ours.
    if (xid !== undefined && xid !== 'ffffffff') current = parseInt(xid, 16)
    const before = printed.get(current)
    printed.set(current, before === undefined ? line : `${before}\n${line}`)
  }
  return printed
}

const ETHERNET_IPV4_TCP = 54
const OPENFLOW_PORT = 6653

/** A frame of a connection between a controller and its switch; nobody checks the sums. */
function frameOf(payload: Uint8Array, sequence: number): Buffer {
  const frame = Buffer.alloc(ETHERNET_IPV4_TCP + payload.length)
  frame.write('0200000000010200000000020800', 0, 'hex')
  frame[14] = 0x45
  frame.writeUInt16BE(ETHERNET_IPV4_TCP - 14 + payload.length, 16)
  frame.write('4006', 22, 'hex')
  frame.write('0a0000010a000002', 26, 'hex')
  frame.writeUInt16BE(40_000, 34)
  frame.writeUInt16BE(OPENFLOW_PORT, 36)
  frame.writeUInt32BE(sequence, 38)
  frame.write('5018ffff', 46, 'hex')
  frame.set(payload, ETHERNET_IPV4_TCP)
  return frame
}

/** A capture (pcap, version 2.4) of one stream with a message in each segment. */
function captureOf(built: readonly Built[]): Buffer {
  const header = Buffer.alloc(24)
  header.write('d4c3b2a102000400', 0, 'hex')
  header.writeUInt32LE(0x1_0000, 16)
  header.writeUInt32LE(1, 20)
  const parts: Buffer[] = [header]
  let sequence = 1
  for (const { bytes } of built) {
    const frame = frameOf(bytes, sequence)
    const record = Buffer.alloc(16)
    record.writeUInt32LE(frame.length, 8)
    record.writeUInt32LE(frame.length, 12)
    parts.push(record, frame)
    sequence += bytes.length
  }
  return Buffer.concat(parts)
}

/** What tshark says of each message, in their order. */
async function dissectedByTshark(
  built: readonly Built[],
): Promise<readonly Pick<Examined, 'dissected' | 'malformed'>[]> {
  const fields = ['frame.number', 'frame.protocols', '_ws.malformed'].flatMap((field) => ['-e', field])
  const { stdout } = await withFile(captureOf(built), (file) =>
    run('tshark', ['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=f', ...fields]),
  )
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, protocols = '', mark = ''] = line.split('\t')
      return { dissected: protocols.includes('openflow'), malformed: mark !== '' }
    })
}

/** Everything that can be built in a version, and what Open vSwitch and tshark make of it. */
export async function examineEverything(
  dialect: Dialect,
): Promise<Omit<Everything, 'built'> & { readonly examined: readonly Examined[] }> {
  const { built, unsupported } = buildEverything(dialect)
  const [printed, dissections] = await Promise.all([printedByOvs(built), dissectedByTshark(built)])
  const examined = built.map((each, at): Examined => {
    const text = printed.get(each.xid) ?? ''
    const refusal = text === '' ? 'nothing printed' : /\*\*\*decode error: (\w+)\*\*\*/.exec(text)?.[1]
    return { ...each, printed: text, refusal, ...(dissections[at] ?? { dissected: false, malformed: false }) }
  })
  return { examined, unsupported }
}
