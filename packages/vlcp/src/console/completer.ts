import type { ConsoleClient } from './client.ts'
import { consoleCommands } from './console-commands.ts'

/** What the end of a line can become, and how much of the line is replaced by it. */
export type Completion = [candidates: string[], replaced: string]

/** Completes the last word of a line. Whatever is in the way, there is nothing to complete then. */
export async function completeLine(client: ConsoleClient, line: string): Promise<Completion> {
  const [name = '', ...words] = line.trimStart().split(/\s+/)
  const last = words.at(-1)
  if (last === undefined) {
    const names = consoleCommands.map((each) => `${each.name} `)
    return [[...names, 'quit '].filter((each) => each.startsWith(name)), name]
  }
  const command = consoleCommands.find((each) => each.name === name)
  try {
    return [[...((await command?.complete?.(client, words)) ?? [])], last]
  } catch {
    return [[], last]
  }
}
