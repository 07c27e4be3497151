import { CaptureError, CaptureReader } from '@vlcp/packet'
import { createReadStream } from 'node:fs'
import { Failure, reasonOf } from '../failure.ts'
import { CaptureDecoder, openflowPorts } from '../openflow/decode-capture.ts'
import { decodeHex } from '../openflow/decode-hex.ts'
import { HexLineSplitter, type HexLine, tooLong } from '../openflow/hex-lines.ts'
import { formatJson, formatText, type Result } from '../openflow/result.ts'
import { reportFailure } from '../report.ts'
import { LineOutput } from '../terminal/line-output.ts'

export interface DecodeFlags {
  readonly pcap?: string
  readonly port?: readonly string[]
  readonly text?: boolean
}

/** `vlcp openflow decode`: exit code 0 when every message is good, 1 when one is not, 2 when there is nothing to decode. */
export async function openflowDecode(texts: readonly string[], flags: DecodeFlags): Promise<void> {
  try {
    const printer = new ResultPrinter(flags.text === true ? formatText : formatJson)
    await decode(texts, flags, printer)
    await printer.flush()
    process.exitCode = printer.allGood ? 0 : 1
  } catch (error) {
    reportFailure(error)
    process.exitCode = 2
  }
}

class ResultPrinter {
  readonly #format: (result: Result) => string
  readonly #output = new LineOutput()
  allGood = true

  constructor(format: (result: Result) => string) {
    this.#format = format
  }

  async print(results: Iterable<Result>): Promise<void> {
    for (const result of results) {
      this.allGood &&= result.outcome.ok
      await this.#output.add(this.#format(result))
    }
  }

  flush(): Promise<void> {
    return this.#output.flush()
  }
}

async function decode(texts: readonly string[], flags: DecodeFlags, printer: ResultPrinter): Promise<void> {
  const { pcap, port } = flags
  if (pcap !== undefined) {
    if (texts.length > 0) throw new Failure('messages come from --pcap or from the arguments, not from both')
    await decodeCapture(pcap, port === undefined ? openflowPorts : port.map(parsePort), printer)
  } else if (port !== undefined) throw new Failure('--port says where to look in a capture: it needs --pcap')
  else if (texts.length > 0) for (const text of texts) await printer.print(decodeHex(text))
  else await decodeLines(printer)
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new Failure(`--port: "${text}" is no TCP port, a number from 1 to 65535`)
  return port
}

async function decodeLines(printer: ResultPrinter): Promise<void> {
  const splitter = new HexLineSplitter()
  for await (const chunk of chunksOf(process.stdin, 'standard input')) {
    for (const line of splitter.push(chunk)) await printer.print(decodeLine(line))
    // Whoever feeds us line by line wants to see each result before the next line.
    await printer.flush()
  }
  for (const line of splitter.end()) await printer.print(decodeLine(line))
}

function* decodeLine({ number, text }: HexLine): Generator<Result> {
  if (text === undefined) yield { outcome: { ok: false, error: tooLong, offset: 0 }, line: number }
  else for (const result of decodeHex(text)) yield { ...result, line: number }
}

async function decodeCapture(path: string, ports: readonly number[], printer: ResultPrinter): Promise<void> {
  const [source, name] = path === '-' ? [process.stdin, 'standard input'] : [createReadStream(path), path]
  const reader = new CaptureReader()
  const decoder = new CaptureDecoder(ports)
  const broken: Result[] = []
  try {
    for await (const chunk of chunksOf(source, name)) {
      reader.push(chunk)
      for (let frame = reader.next(); frame !== undefined; frame = reader.next())
        await printer.print(decoder.push(frame))
      await printer.flush()
    }
    reader.end()
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    broken.push({ outcome: { ok: false, error: error.message, offset: error.offset } })
  }
  await printer.print(decoder.end())
  await printer.print(broken)
}

/** @throws Failure when the system refuses to read */
async function* chunksOf(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) yield chunk
  } catch (error) {
    throw new Failure(`${name} cannot be read: ${reasonOf(error)}`)
  }
}
