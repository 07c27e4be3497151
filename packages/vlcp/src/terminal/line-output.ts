import { once } from 'node:events'
import { endWithReader } from './print.ts'

/** Characters collected before they are written: a write for each line would cost more than the line. */
const fullAt = 65_536

/** Lines for standard output, at the pace of whoever reads them. */
export class LineOutput {
  #text = ''

  constructor() {
    endWithReader()
  }

  /** Adds a line, and waits for the reader when many have come together. */
  async add(line: string): Promise<void> {
    this.#text += `${line}\n`
    if (this.#text.length >= fullAt) await this.flush()
  }

  /** Writes what has been added. */
  async flush(): Promise<void> {
    if (this.#text === '') return
    const text = this.#text
    this.#text = ''
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
  }
}
