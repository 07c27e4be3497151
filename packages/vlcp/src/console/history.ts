import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Lines that are kept. */
const longest = 1000

/**
 * The lines somebody has written in consoles, in a file of his own that nobody else can read. Where there cannot be such a
 * file there is no history.
 */
export class History {
  /** The newest first, as readline wants them. */
  readonly lines: readonly string[]
  readonly #path: string

  constructor(path: string) {
    this.#path = path
    const lines = read(path)
    this.lines = lines.slice(-longest).toReversed()
    attempt(() => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      if (lines.length > longest) writeFileSync(path, `${lines.slice(-longest).join('\n')}\n`, { mode: 0o600 })
      else appendFileSync(path, '', { mode: 0o600 })
      chmodSync(path, 0o600)
    })
  }

  /** A line that begins with a blank is not kept, as in a shell. */
  add(line: string): void {
    if (line.trim() !== '' && !line.startsWith(' ')) attempt(() => appendFileSync(this.#path, `${line}\n`))
  }
}

/** `~/.local/state/vlcp/console-history`, or where the environment wants the state of programs. */
export function historyPath(environment: Readonly<Record<string, string | undefined>>): string {
  const state = environment['XDG_STATE_HOME']
  const home = state === undefined || state === '' ? join(homedir(), '.local', 'state') : state
  return join(home, 'vlcp', 'console-history')
}

function read(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

function attempt(work: () => void): void {
  try {
    work()
  } catch {
    // A read-only home is no reason not to look into a server.
  }
}
