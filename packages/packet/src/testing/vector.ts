import { readdirSync, readFileSync } from 'node:fs'

/** A packet with everything that is expected of it, from a file in `vectors`. */
export interface Vector {
  readonly name: string
  readonly title: string
  readonly bytes: Uint8Array
  readonly line: string
  readonly dump: string
  /** Field names of tshark and their values. */
  readonly tshark: readonly (readonly [field: string, value: string])[]
}

const folder = new URL('../../vectors/', import.meta.url)

/**
 * Reads the vectors: a title behind `#`, the packet in hexadecimal, then sections that start with `== line`, `== dump` and `== tshark`.
 */
export function readVectors(): Vector[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => readVector(file.replace('.txt', ''), readFileSync(new URL(file, folder), 'utf8')))
}

function readVector(name: string, source: string): Vector {
  const [head = '', ...sections] = source.trimEnd().split('\n== ')
  const [title = '', ...hex] = head.split('\n')
  const section = (wanted: string): string =>
    sections.find((one) => one.startsWith(`${wanted}\n`))?.slice(wanted.length + 1) ?? ''
  const fields = section('tshark')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): [string, string] => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)])
  const bytes = Uint8Array.from(Buffer.from(hex.join(''), 'hex'))
  return { name, title: title.replace('# ', ''), bytes, line: section('line'), dump: section('dump'), tshark: fields }
}
