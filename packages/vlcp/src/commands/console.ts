import { runLines } from '../console/batch.ts'
import { ConsoleClient } from '../console/client.ts'
import type { Attached } from '../console/command.ts'
import { executeWords } from '../console/execute.ts'
import { InteractiveConsole } from '../console/interactive.ts'
import { reportProblem } from '../console/problem.ts'
import { consoleSocket } from '../console/socket.ts'
import { watch } from '../console/watch.ts'
import { Failure } from '../failure.ts'
import { LineOutput } from '../terminal/line-output.ts'
import { outputOf } from '../terminal/style.ts'

export interface ConsoleFlags {
  readonly socket?: string
  readonly json?: boolean
}

/** `vlcp console [command…]`: one command, the lines of standard input, or whatever somebody writes at the terminal. */
export async function openConsole(words: readonly string[], flags: ConsoleFlags): Promise<void> {
  const client = await ConsoleClient.open(consoleSocket(flags.socket, process.env))
  try {
    if (words.length > 0) await executeWords(attach(client, flags), words)
    else if (process.stdin.isTTY) await new InteractiveConsole(client, flags.json === true).run()
    else if (!(await runLines(attach(client, flags)))) process.exitCode = 1
  } catch (error) {
    reportProblem(error)
    process.exitCode = 1
  } finally {
    client.close()
  }
}

export interface EventsFlags extends ConsoleFlags {
  readonly match: string
  readonly limit?: string
}

/** `vlcp events --match TEXT`: events on standard output, until Ctrl-C. */
export async function events(flags: EventsFlags): Promise<void> {
  const limit = flags.limit === undefined ? undefined : Number(flags.limit)
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0))
    throw new Failure(`--limit: expected a whole number from 1 on, received "${flags.limit}"`)
  const client = await ConsoleClient.open(consoleSocket(flags.socket, process.env))
  try {
    await watch(attach(client, flags), flags.match, limit)
  } finally {
    client.close()
  }
}

/** For commands without a terminal: Ctrl-C cancels, a second one ends the process. */
function attach(client: ConsoleClient, { json = false }: ConsoleFlags): Attached {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const lines = new LineOutput()
  return {
    client,
    json,
    output: outputOf(process.stdout),
    signal: controller.signal,
    write: async (all) => {
      for (const line of all) await lines.add(line)
      await lines.flush()
    },
    remark: (line) => void process.stderr.write(`${line}\n`),
  }
}
