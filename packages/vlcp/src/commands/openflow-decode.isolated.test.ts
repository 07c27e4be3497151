import { decodeMessage, encodeMessage, type Message, messageType } from '@vlcp/openflow'
import { goldenMessages } from '@vlcp/openflow/testing'
import { encodePacket, ethernet, ipv4, ipv6, type Layer, tcp, tcp_flags } from '@vlcp/packet'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pcapFile, type WrittenFrame } from '../../../packet/src/testing/capture-file.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

interface Line {
  readonly ok: boolean
  readonly [member: string]: unknown
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
}

function start(words: readonly string[]) {
  return spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, 'openflow', 'decode', ...words])
}

/** Runs `vlcp openflow decode` in a process of its own, with this standard input. */
async function decode(words: readonly string[], input: string | Uint8Array = ''): Promise<Outcome> {
  const child = start(words)
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const lines = texts.stdout.split('\n').filter((line) => line.startsWith('{'))
  return { code, ...texts, lines: lines.map((line) => JSON.parse(line) as Line) }
}

const hello = '0400000800000001'
const barrier = '0414000800000002'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('every message that Open vSwitch says', () => {
  const golden = (['1.0', '1.3', '1.4', '1.5'] as const).flatMap((version) =>
    goldenMessages(version).map(({ bytes, command }) => ({ bytes, text: hex(bytes), command })),
  )
  // Whatever was negotiated, ovs-ofctl may begin with a HELLO of the highest version it knows.
  const names = new Map<number | undefined, string>([
    [1, '1.0'],
    [4, '1.3'],
    [5, '1.4'],
    [6, '1.5'],
  ])
  let outcome: Outcome

  beforeAll(async () => {
    outcome = await decode([], golden.map(({ text, command }) => `${text} # ${command}\n`).join(''))
  })

  it('is decoded, and encoded to the same bytes', () => {
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(outcome.lines.map(({ ok, version, reencoded }) => ({ ok, version, text: reencoded }))).toEqual(
      golden.map(({ bytes, text }) => ({ ok: true, version: names.get(bytes[0]), text })),
    )
  })

  it('is printed without loss: from "message" the same bytes can be made', () => {
    for (const { message, reencoded } of outcome.lines) {
      const { version } = message as Message
      const type = messageType(version)
      expect(hex(encodeMessage(type.load(message)))).toBe(reencoded)
    }
  })

  it('has a type with the name of the specification', () => {
    for (const { type } of outcome.lines) expect(type).toMatch(/^OFPT_[A-Z_]+$/)
  })

  it('can be one text with all others', async () => {
    const several = golden.map(({ text }) => text).slice(-50)
    const { code, lines } = await decode([several.join('')])
    expect(code).toBe(0)
    expect(lines.map(({ reencoded }) => reencoded)).toEqual(several)
  })
})

describe('messages as arguments', () => {
  it('are read as people paste them', async () => {
    const { code, lines } = await decode([hello, '0x04:00:00:08:00:00:00:01', '04 00 0008\n00000001', hello + barrier])
    expect(code).toBe(0)
    expect(lines.map(({ type }) => type)).toEqual([...Array<string>(4).fill('OFPT_HELLO'), 'OFPT_BARRIER_REQUEST'])
    expect(lines[0]).toEqual({
      ok: true,
      version: '1.3',
      type: 'OFPT_HELLO',
      message: { version: 4, type: 'OFPT_HELLO', xid: 1, elements: [] },
      reencoded: hello,
    })
  })

  it('show names, addresses and numbers of 64 bits', async () => {
    const oxm = '80000606020000000001' + '80000a020800' + '800016040a000001'
    const match = `0001${(4 + oxm.length / 2).toString(16).padStart(4, '0')}${oxm}`
    const body = `${'ff'.repeat(8)}${'00'.repeat(8)}05000000000080${'00'}${'ff'.repeat(12)}00010000${match}`
    const padded = body + '0'.repeat((16 - (body.length % 16)) % 16)
    const text = `040e${(8 + padded.length / 2).toString(16).padStart(4, '0')}ffffffff${padded}`
    const { lines } = await decode([text])
    expect(lines[0]).toMatchObject({
      ok: true,
      message: {
        xid: 0xffff_ffff,
        cookie: '18446744073709551615',
        command: 'OFPFC_ADD',
        flags: 'OFPFF_SEND_FLOW_REM',
        match: { oxm_fields: [{ value: '02:00:00:00:00:01' }, {}, { value: '10.0.0.1' }] },
      },
    })
  })

  it('that are wrong are said to be, each for itself', async () => {
    const lying = { short: '0414000400000001', long: '0414ffff00000001', inner: `040e000800000001${hello}` }
    const words = ['0', 'zz', lying.short, lying.long, lying.inner, '0414', '470e000800000001', '', hello]
    const { code, lines, stderr } = await decode(words)
    expect([code, stderr]).toEqual([1, ''])
    for (const line of lines.filter(({ ok }) => !ok))
      expect(line).toEqual({ ok: false, error: expect.any(String) as string, offset: expect.any(Number) as number })
    expect(
      lines.map(({ error, type, offset }) => (typeof error === 'string' ? `${Number(offset)}: ${error}` : type)),
    ).toEqual([
      '0: 1 hexadecimal digits are an odd number',
      '0: "z" at character 1 is no hexadecimal digit',
      expect.stringMatching(/^2: ofp_msg\.length at byte 2: /),
      '2: ofp_msg.length at byte 2: total size 65535 exceeds the 8 bytes that remain',
      expect.stringMatching(/^2: ofp_msg\.length at byte 2: /),
      'OFPT_HELLO',
      '2: ofp_msg.length at byte 2: needs 2 bytes, 0 remain',
      '0: ofp_header.version at byte 0: 0x47 is no OpenFlow version',
      '0: there are no hexadecimal digits',
      'OFPT_HELLO',
    ])
  })

  it('say where in a text of several the bad one begins', async () => {
    const { lines } = await decode([`${hello}0414000400000001`])
    expect(lines[1]).toMatchObject({ ok: false, offset: 2, start: 8 })
  })

  it('cut at any byte are an error and nothing else', async () => {
    const text = goldenMessages('1.3').find(({ bytes }) => bytes.length > 150)
    const whole = hex(text?.bytes ?? new Uint8Array())
    const cut = Array.from({ length: whole.length / 2 - 1 }, (_, size) => whole.slice(0, size * 2 + 2))
    const { code, lines } = await decode([], cut.join('\n'))
    expect(code).toBe(1)
    expect(lines.map(({ ok }) => ok)).toEqual(cut.map(() => false))
  })
})

describe('messages on standard input', () => {
  it('stand in lines, between comments', async () => {
    const input = `# what was said\n\n${hello} # first\r\n  \nzz\n${'0'.repeat(2_000_000)}\n${barrier}`
    const { code, lines } = await decode([], input)
    expect(code).toBe(1)
    expect(lines.map(({ ok, line }) => [ok, line])).toEqual([
      [true, undefined],
      [false, 5],
      [false, 6],
      [true, undefined],
    ])
  })

  it('are answered line by line', async () => {
    const child = start([])
    const replies: string[] = []
    const reply = (): Promise<void> =>
      new Promise((resolve) => {
        child.stdout.once('data', (text: Buffer) => {
          replies.push(text.toString())
          resolve()
        })
      })
    for (const text of [hello, barrier]) {
      const answered = reply()
      child.stdin.write(`${text}\n`)
      await answered
    }
    child.stdin.end()
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(replies.map((text) => text.split('\n').length)).toEqual([2, 2])
  })

  it('may be none', async () => {
    expect(await decode([])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  it('end quietly when nobody reads on', async () => {
    const child = start([])
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
    child.stdin.on('error', () => undefined)
    const feed = (): void => {
      while (child.stdin.writable && child.stdin.write(`${hello}\n`.repeat(1000)));
    }
    child.stdin.on('drain', feed)
    child.stdout.once('data', () => child.stdout.destroy())
    feed()
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(stderr).toBe('')
  })
})

describe('--text', () => {
  it('begins as ovs-ofctl does', async () => {
    const { code, stdout } = await decode(['--text', hello, 'zz'])
    expect(code).toBe(1)
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^OFPT_HELLO \(OF1\.3\) \(xid=0x1\): /),
      '***decode error*** "z" at character 1 is no hexadecimal digit',
      '',
    ])
  })
})

describe('wrong usage', () => {
  it.each([
    [['--colour'], "error: unknown option '--colour'"],
    [['--pcap'], "error: option '--pcap <file>' argument missing"],
    [['--pcap', 'x', hello], 'error: messages come from --pcap or from the arguments, not from both'],
    [['--port', '6653', hello], 'error: --port says where to look in a capture: it needs --pcap'],
    [['--pcap', 'x', '--port', '0'], 'error: --port: "0" is no TCP port, a number from 1 to 65535'],
    [['--pcap', '/no/such/file'], 'error: /no/such/file cannot be read: there is no such file or folder'],
    [['--pcap', '/'], 'error: / cannot be read: it is a folder'],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await decode(words)
    expect({ code, stdout, message: stderr.split('\n')[0] }).toEqual({ code: 2, stdout: '', message })
  })

  it('is not to ask for help', async () => {
    const { code, stdout } = await decode(['--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Exit code: 0 all messages are good')
  })
})

describe('a capture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vlcp-decode-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  interface Said {
    readonly from?: 'switch' | 'controller'
    readonly sequence: number
    readonly data?: string
    readonly flags?: number
    readonly port?: number
    readonly v6?: boolean
  }

  let clock = 0

  function frame({ from = 'switch', sequence, data = '', flags = 0, port = 6653, v6 = false }: Said): WrittenFrame {
    const [src, dst] = from === 'switch' ? [1, 2] : [2, 1]
    const [src_port, dst_port] = from === 'switch' ? [1234, port] : [port, 1234]
    const ip: Layer = v6
      ? ipv6.create({ src: BigInt(src), dst: BigInt(dst) })
      : ipv4.create({ src: 0x0a000000 + src, dst: 0x0a000000 + dst })
    const header = tcp.create({ src_port, dst_port, sequence_number: sequence >>> 0, flags })
    const payload: Layer = { layer: 'payload', data: new Uint8Array(Buffer.from(data, 'hex')) }
    const layers = [ethernet.create({}), ip, header, ...(data === '' ? [] : [payload])]
    return { data: encodePacket(layers), seconds: 1_600_000_000, fraction: clock++ }
  }

  const file = (name: string, said: readonly Said[]): string => {
    const path = join(folder, name)
    clock = 0
    writeFileSync(path, pcapFile({ little: true }, said.map(frame)))
    return path
  }

  const { SYN, FIN } = tcp_flags
  const said: readonly Said[] = [
    { sequence: 99, flags: SYN },
    { from: 'controller', sequence: 0xffff_fff8, flags: SYN },
    { sequence: 104, data: (hello + barrier).slice(8, 24) },
    { sequence: 100, data: hello.slice(0, 12) },
    { sequence: 100, data: hello },
    { from: 'controller', sequence: 0xffff_fff9, data: hello + barrier },
    { sequence: 112, data: barrier.slice(8), flags: FIN },
    { sequence: 5, data: 'ff', port: 80 },
  ]

  it('is read as its streams, retransmitted, overlapping and out of order', async () => {
    const { code, lines } = await decode(['--pcap', file('a.pcap', said)])
    expect(code).toBe(0)
    expect(lines.map(({ type, from, to, time }) => [type, from, to, time])).toEqual([
      ['OFPT_HELLO', '10.0.0.1:1234', '10.0.0.2:6653', '2020-09-13T12:26:40.000002Z'],
      ['OFPT_HELLO', '10.0.0.2:6653', '10.0.0.1:1234', '2020-09-13T12:26:40.000005Z'],
      ['OFPT_BARRIER_REQUEST', '10.0.0.2:6653', '10.0.0.1:1234', '2020-09-13T12:26:40.000005Z'],
      ['OFPT_BARRIER_REQUEST', '10.0.0.1:1234', '10.0.0.2:6653', '2020-09-13T12:26:40.000006Z'],
    ])
    expect(Object.keys(lines[0] ?? {})).toEqual(['ok', 'version', 'type', 'message', 'reencoded', 'from', 'to', 'time'])
  })

  it('may come on standard input, of IPv6 and of other ports', async () => {
    const other = said.map((each) => ({ ...each, v6: true, port: each.port === 80 ? 80 : 16_653 }))
    const bytes = pcapFile({ little: false, nano: true }, other.map(frame))
    const { code, lines } = await decode(['--pcap', '-', '--port', '1', '--port', '16653'], bytes)
    expect(code).toBe(0)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatchObject({ from: '[::1]:1234', to: '[::2]:16653' })
    expect((await decode(['--pcap', '-'], bytes)).stdout).toBe('')
  })

  it('shows text with where and when', async () => {
    const { stdout } = await decode(['--text', '--pcap', file('a.pcap', said)])
    expect(stdout.split('\n')[0]).toMatch(
      /^2020-09-13T12:26:40\.000002Z 10\.0\.0\.1:1234 > 10\.0\.0\.2:6653: OFPT_HELLO \(OF1\.3\) /,
    )
  })

  it('says what is missing, and shows a bad message', async () => {
    const bad = '040e000800000009'
    const path = file('b.pcap', [
      { sequence: 99, flags: SYN },
      { sequence: 100, data: bad },
      { sequence: 200, data: barrier },
      { sequence: 208, flags: FIN },
    ])
    const { code, lines } = await decode(['--pcap', path])
    expect(code).toBe(1)
    const where = { from: '10.0.0.1:1234', to: '10.0.0.2:6653' }
    expect(lines).toMatchObject([
      { ok: false, offset: 2, bytes: bad, ...where },
      { ok: false, error: '92 bytes of the stream are not in the capture', offset: 0, ...where },
      { ok: true, type: 'OFPT_BARRIER_REQUEST', ...where },
    ])
    expect(decodeMessage(Buffer.from(String(lines[2]?.['reencoded']), 'hex'))).toMatchObject({ xid: 2 })
  })

  it('that is none, or is cut, is said to be', async () => {
    const text = join(folder, 'c.pcap')
    writeFileSync(text, 'this is text')
    const none = await decode(['--pcap', text])
    expect(none).toMatchObject({ code: 1, lines: [{ ok: false, offset: 0 }] })
    const whole = pcapFile({ little: true }, said.map(frame))
    const cut = await decode(['--pcap', '-'], whole.subarray(0, whole.length - 1))
    expect(cut.code).toBe(1)
    expect(cut.lines.map(({ ok }) => ok)).toEqual([true, true, true, true, false])
  })

  it('of a link type that is not known is said to be, once', async () => {
    const bytes = pcapFile({ little: true, linkType: 147 }, said.map(frame))
    const { code, lines } = await decode(['--pcap', '-'], bytes)
    expect([code, lines]).toEqual([1, [{ ok: false, error: 'frames of link type 147 cannot be read', offset: 0 }]])
  })
})
