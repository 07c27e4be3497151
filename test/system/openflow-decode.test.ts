import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openLab, requireLab, type Background, type Lab, type RunResult } from '@vlcp/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, createLocalNetwork, waitForPing, type Site } from './site.ts'
import { waitForSync } from './report.ts'

const program = fileURLToPath(new URL('../../packages/vlcp/bin/vlcp.js', import.meta.url))

interface Line {
  readonly ok: boolean
  readonly error?: string
  readonly version: string
  readonly type: string
  readonly message: { readonly xid: number }
  readonly reencoded: string
  readonly from: string
  readonly to: string
  readonly time: string
}

let lab: Lab
let port: string
/** Captures of the same traffic by their link type: from the first SYN on, and one that begins in the middle. */
const files = { ethernet: '', cooked: '', cooked2: '', nano: '', middle: '' }

/** Starts a capture and waits until it listens. */
async function record({ bridge }: Site, name: keyof typeof files, ...args: string[]): Promise<Background> {
  files[name] = join(lab.folder, `${name}.pcap`)
  const common = ['-n', '-U', '--immediate-mode', '-Z', 'root', '-w', files[name]]
  const recording = bridge.ovs.namespace.start('tcpdump', [...common, ...args, `tcp port ${port}`])
  await recording.waitForLine(/listening on /)
  return recording
}

beforeAll(async () => {
  requireLab({ programs: ['tcpdump', 'tshark', 'ovs-vswitchd'] })
  lab = openLab({ name: 'openflow-decode' })
  const bridge = await (await lab.openVSwitch()).addBridge('br0')
  const controller = await lab.controller({ switches: [bridge.ovs] })
  const site: Site = { lab, bridge, controller }
  port = controller.openflow.split(':').at(-1) ?? ''
  const recordings = [
    await record(site, 'ethernet', '-i', 'host'),
    await record(site, 'nano', '-i', 'host', '--time-stamp-precision=nano'),
    await record(site, 'cooked', '-i', 'any', '-y', 'LINUX_SLL'),
    await record(site, 'cooked2', '-i', 'any', '-y', 'LINUX_SLL2'),
  ]
  await bridge.setController(controller.openflow)
  await createLocalNetwork(site, 'red')
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  await waitForSync(controller, bridge, { logical: 1 })
  recordings.push(await record(site, 'middle', '-i', 'host'))
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  await waitForSync(controller, bridge, { logical: 2 })
  // Without the controller the connection ends, and with it the last message is whole.
  await controller.stop()
  for (const recording of recordings) await recording.stop('SIGINT')
})
afterAll(() => lab?.close())

const vlcp = (...args: string[]): Promise<RunResult> =>
  lab.run(process.execPath, [program, 'openflow', 'decode', ...args], { exitCodes: [0, 1] })

async function decode(file: string): Promise<Line[]> {
  const { stdout } = await vlcp('--pcap', file, '--port', port)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

const names = ['openflow_v4', 'openflow_v5', 'openflow_v6']

/** Fields of the frames in which tshark sees messages. */
async function fieldsOf(file: string, fields: readonly string[]): Promise<string[]> {
  const args = ['-n', '-r', file, '-d', `tcp.port==${port},openflow`, '-Y', names.join(' || '), '-T', 'fields']
  const { stdout } = await lab.run('tshark', [...args, ...fields.flatMap((field) => ['-e', field])])
  return stdout.split('\n').filter((line) => line !== '')
}

/** Source, type and xid of each message as tshark sees them, in the order of the capture. */
async function dissect(file: string): Promise<string[]> {
  const fields = ['ip.src', 'tcp.srcport', ...names.flatMap((name) => [`${name}.type`, `${name}.xid`])]
  return (await fieldsOf(file, fields)).flatMap((line) => {
    const [address, source, ...pairs] = line.split('\t')
    return names.flatMap((_, index) => {
      const types = pairs[index * 2]?.split(',').filter((type) => type !== '') ?? []
      const xids = pairs[index * 2 + 1]?.split(',') ?? []
      return types.map((type, at) => `${address}:${source} ${Number(type)} ${Number(xids[at])}`)
    })
  })
}

/** The same of our lines; the type as the number that is in the message. */
const digest = (lines: readonly Line[]): string[] =>
  lines.map(({ from, message, reencoded }) => `${from} ${parseInt(reencoded.slice(2, 4), 16)} ${message.xid}`)

/** Messages without where and when. */
const messages = (lines: readonly Line[]): string[] => lines.map(({ from, reencoded }) => `${from} ${reencoded}`)

/** The same, first all of one direction, then all of the other. */
const byDirection = (lines: readonly Line[]): string[] =>
  messages(lines.toSorted((left, right) => (left.from < right.from ? -1 : left.from > right.from ? 1 : 0)))

describe('the messages between a switch and its controller', () => {
  test('are those that tshark sees, in the same order', async () => {
    const lines = await decode(files.ethernet)
    expect(lines.filter(({ ok }) => !ok)).toEqual([])
    const types = new Set(lines.map(({ type }) => type))
    for (const type of ['HELLO', 'FEATURES_REPLY', 'EXPERIMENTER', 'MULTIPART_REPLY'])
      expect(types).toContain(`OFPT_${type}`)
    expect(lines.length).toBeGreaterThan(30)
    expect(digest(lines)).toEqual(await dissect(files.ethernet))
  })

  test('are the same whatever the capture is written as', async () => {
    // Each capture has its own order of the two directions, where they crossed.
    const wanted = byDirection(await decode(files.ethernet))
    for (const name of ['nano', 'cooked', 'cooked2'] as const)
      expect(byDirection(await decode(files[name]))).toEqual(wanted)
    for (const format of ['pcapng', 'nsecpcap']) {
      const converted = join(lab.folder, `converted.${format}`)
      await lab.run('tshark', ['-r', files.cooked2, '-w', converted, '-F', format])
      expect(byDirection(await decode(converted))).toEqual(wanted)
    }
  })

  test('bear the time of the frame that ends them', async () => {
    const stamps = new Set(await fieldsOf(files.nano, ['frame.time_epoch']))
    for (const { time } of await decode(files.nano)) {
      const seconds = Date.parse(`${time.slice(0, 19)}Z`) / 1000
      expect(stamps).toContain(`${seconds}.${time.slice(20, -1).padEnd(9, '0')}`)
    }
  })

  test('are found in a capture that begins in the middle', async () => {
    const lines = await decode(files.middle)
    expect(lines.filter(({ ok }) => !ok)).toEqual([])
    const all = messages(await decode(files.ethernet))
    const later = messages(lines)
    expect(later.length).toBeGreaterThan(5)
    expect(later.length).toBeLessThan(all.length)
    // Captures of one direction are in the order of the other; both directions together need not be.
    for (const source of new Set(lines.map(({ from }) => from))) {
      const own = (each: readonly string[]): string[] => each.filter((line) => line.startsWith(`${source} `))
      expect(own(all).slice(-own(later).length)).toEqual(own(later))
    }
  })

  test('are found behind a frame that the capture has lost', async () => {
    const all = await decode(files.ethernet)
    const { stdout } = await lab.run('tshark', [
      '-n',
      '-r',
      files.ethernet,
      '-Y',
      'tcp.len > 0',
      '-T',
      'fields',
      '-e',
      'frame.number',
    ])
    const numbers = stdout.trimEnd().split('\n')
    const lossy = join(lab.folder, 'lossy.pcap')
    const lost = numbers[Math.floor(numbers.length / 2)] ?? ''
    await lab.run('editcap', [files.ethernet, lossy, lost])
    const lines = await decode(lossy)
    const bad = lines.filter(({ ok }) => !ok)
    expect(bad[0]?.error).toMatch(/bytes of the stream are not in the capture/)
    expect(bad.length).toBeLessThan(3)
    const good = messages(lines.filter(({ ok }) => ok))
    expect(good.length).toBeGreaterThan(all.length / 2)
    expect(good.filter((line) => !messages(all).includes(line))).toEqual([])
  })

  test('are read from a capture that is cut, up to the cut', async () => {
    const bytes = await readFile(files.ethernet)
    const cut = join(lab.folder, 'cut.pcap')
    await writeFile(cut, bytes.subarray(0, bytes.length - 5))
    const lines = await decode(cut)
    expect(lines.at(-1)).toMatchObject({
      ok: false,
      error: expect.stringContaining('the file ends within a record') as string,
    })
    expect(lines.length).toBeGreaterThan(30)
  })

  test('are not looked for on other ports', async () => {
    expect(await vlcp('--pcap', files.ethernet, '--port', '1')).toMatchObject({ code: 0, stdout: '' })
  })
})
