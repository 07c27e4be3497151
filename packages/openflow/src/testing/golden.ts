import { readFileSync } from 'node:fs'

export interface GoldenMessage {
  readonly bytes: Uint8Array
  /** What ovs-ofctl was asked to do. */
  readonly command: string
}

/** What ovs-ofctl and ovs-vswitchd 3.1 said to each other; for tests. `tools/openflow/record.mjs` records it anew. */
export function goldenMessages(version: '1.0' | '1.1' | '1.2' | '1.3' | '1.4' | '1.5'): GoldenMessage[] {
  const text = readFileSync(new URL(`../../golden/openflow${version.replace('.', '')}.txt`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [hex = '', ...words] = line.split(' ')
      return { bytes: new Uint8Array(Buffer.from(hex, 'hex')), command: words.join(' ') }
    })
}
