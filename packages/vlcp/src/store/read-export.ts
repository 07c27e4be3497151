import { ExportError, ExportParser, type ParsedExport } from '@vlcp/store/transfer'
import { createReadStream } from 'node:fs'
import { Failure, reasonOf } from '../failure.ts'

/** No store holds a value so long that its line comes near this. */
const longestLine = 128 << 20

/** Reads a file, or standard input for `-`, and believes it only when all of it is good. @throws Failure naming the line */
export async function readExport(file: string): Promise<ParsedExport> {
  const parser = new ExportParser()
  try {
    for await (const line of linesOf(file === '-' ? process.stdin : createReadStream(file))) parser.push(line)
    return parser.finish()
  } catch (error) {
    const name = file === '-' ? 'standard input' : file
    if (error instanceof ExportError) throw new Failure(`${name}, ${error.message}`, { cause: error })
    throw new Failure(`${name} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

/** Lines end with a line feed and nothing else: values may hold what other readers take for the end of a line. */
async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk)
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString()
      parts = []
      length = 0
      rest = rest.subarray(end + 1)
    }
    parts.push(rest)
    length += rest.length
    if (length > longestLine) throw new Failure(`a line of more than ${longestLine} bytes`)
  }
  if (length > 0) yield Buffer.concat(parts).toString()
}
