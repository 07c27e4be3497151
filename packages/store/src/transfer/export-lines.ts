import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Entry } from '../driver.ts'
import { contentsLine, type ExportHeader, formatEntry, formatHeader, formatTrailer, withSum } from './export-line.ts'

/** Compares keys as storages order them: by their UTF-8 bytes. */
export function compareKeys(a: string, b: string): number {
  // Code units give the same order but for surrogates, which stand for what comes after U+E000.
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x === y) continue
    return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

/** The lines of a file, each with its line end. Equal stores at equal revisions have equal lines. */
export function* exportLines(
  header: Omit<ExportHeader, 'count'>,
  entries: ReadonlyMap<string, Entry>,
): Generator<string, void, undefined> {
  const hash = createHash('sha256')
  const contents = createHash('sha256')
  let sum = 0
  const finish = (line: string): string => {
    sum = crc32(line, sum)
    const finished = `${withSum(line, sum)}\n`
    hash.update(finished)
    return finished
  }
  yield finish(formatHeader({ ...header, count: entries.size }))
  for (const [key, { text, revision }] of [...entries].sort(([a], [b]) => compareKeys(a, b))) {
    contents.update(contentsLine({ key, text }))
    yield finish(formatEntry({ key, text, revision }))
  }
  yield `${formatTrailer({ count: entries.size, contents: contents.digest('hex'), sha256: hash.digest('hex') })}\n`
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
