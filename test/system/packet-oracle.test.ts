import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodePacket, encodePacket } from '@vlcp/packet'
import { beforeAll, describe, expect, it } from 'vitest'
import { readVectors } from '../../packages/packet/src/testing/vector.ts'

const vectors = readVectors()
const run = promisify(execFile)

/** Checks that tshark leaves out unless it is told to. */
const options = [
  'ip.check_checksum:TRUE',
  'tcp.check_checksum:TRUE',
  'udp.check_checksum:TRUE',
  'sctp.checksum:CRC 32c',
].flatMap((option) => ['-o', option])

/** A capture file of link type Ethernet (pcap, version 2.4). */
function pcap(packets: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65535, 16)
  header.writeUInt32LE(1, 20)
  const records = packets.flatMap((packet) => {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(packet.length, 8)
    record.writeUInt32LE(packet.length, 12)
    return [record, packet]
  })
  return Buffer.concat([header, ...records])
}

type Fields = Map<string, string[]>

/** Every field of a dissection with all its values, at any depth. */
function collect(node: unknown, fields: Fields = new Map()): Fields {
  if (Array.isArray(node)) for (const item of node as unknown[]) collect(item, fields)
  else if (typeof node === 'object' && node !== null)
    for (const [key, value] of Object.entries(node)) {
      fields.set(key, [...(fields.get(key) ?? []), ...[value].flat().filter((one) => typeof one === 'string')])
      collect(value, fields)
    }
  return fields
}

async function dissect(packets: readonly Uint8Array[]): Promise<Fields[]> {
  const folder = await mkdtemp(join(tmpdir(), 'packet-oracle-'))
  try {
    const file = join(folder, 'packets.pcap')
    await writeFile(file, pcap(packets))
    const tshark = ['-n', '-r', file, '-T', 'json', '--no-duplicate-keys', ...options]
    const { stdout } = await run('tshark', tshark, { maxBuffer: 64 << 20 })
    return (JSON.parse(stdout) as unknown[]).map((packet) => collect(packet))
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('tshark reads in our packets what we mean', () => {
  let dissected: Fields[] = []

  beforeAll(async () => {
    await run('tshark', ['--version']).catch((cause: unknown) => {
      throw new Error('These tests compare with tshark, which is not installed (Debian package: tshark).', { cause })
    })
    dissected = await dissect(vectors.map(({ bytes }) => encodePacket(decodePacket(bytes).layers)))
  })

  it.each(vectors.map((vector, index) => ({ ...vector, index })))('$name: $title', ({ index, tshark }) => {
    const fields = dissected[index] ?? new Map<string, string[]>()
    expect([...fields.keys()].filter((key) => /malformed|unreassembled|checksum_bad|checksum\.bad/.test(key))).toEqual(
      [],
    )
    for (const [key, values] of fields)
      if (key.endsWith('checksum.status')) expect(`${key} ${values.join()}`).not.toMatch(/\b0\b/)
    const missing = tshark.filter(([key, value]) => fields.get(key)?.includes(value) !== true)
    expect(missing.map(([key, value]) => `${key}: ${value}, tshark: ${fields.get(key)?.join() ?? 'nothing'}`)).toEqual(
      [],
    )
  })
})
