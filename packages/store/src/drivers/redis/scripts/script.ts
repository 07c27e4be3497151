import { createHash } from 'node:crypto'

/** A script and the digest under which the server keeps it. */
export class Script {
  readonly source: string
  readonly sha: string

  constructor(...parts: readonly string[]) {
    this.source = parts.join('\n')
    this.sha = createHash('sha1').update(this.source).digest('hex')
  }
}
