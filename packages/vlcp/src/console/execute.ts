import { Failure } from '../failure.ts'
import type { Attached, ConsoleCommand, Given } from './command.ts'
import { consoleCommands } from './console-commands.ts'
import { splitWords } from './words.ts'

/** Runs what stands in a line. Throws a Failure for what cannot be done. */
export async function executeLine(attached: Attached, line: string): Promise<void> {
  const [, name = '', text = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? []
  if (name === '' || name.startsWith('#')) return
  const command = commandOf(name)
  // What is given to events is split by the server.
  await command.run(attached, { words: command.name === 'events' ? [] : splitWords(text), text })
}

/** Runs a command whose words a shell has split. */
export async function executeWords(attached: Attached, [name = '', ...words]: readonly string[]): Promise<void> {
  const given: Given = { words, text: words.join(' ') }
  await commandOf(name).run(attached, given)
}

function commandOf(name: string): ConsoleCommand {
  const command = consoleCommands.find((each) => each.name === name)
  if (command !== undefined) return command
  const known = consoleCommands.map((each) => each.name).join(', ')
  throw new Failure(`there is no command "${name}": expected ${known}`)
}
