import { readFileSync } from 'node:fs'

/** The database in `golden.txt`, exactly as a Redis of the reference would hold it. */
export function goldenDatabase(): { codec: string; key: string; bytes: Buffer }[] {
  const lines = readFileSync(new URL('golden.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const [codec = '', key = '', base64 = ''] = line.split(' ')
      return { codec, key, bytes: Buffer.from(base64, 'base64') }
    })
}
