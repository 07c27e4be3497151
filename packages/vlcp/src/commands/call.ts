import { callApi } from '../client/api-client.ts'
import { Failure } from '../failure.ts'
import { print } from '../terminal/print.ts'
import { formatReadableJson } from '../terminal/readable-json.ts'
import { type ClientFlags, clientOptions } from './client-options.ts'

/** `vlcp call <module> <operation> key=value…`: prints the result as JSON. */
export async function call(
  module: string,
  operation: string,
  parameters: readonly string[],
  flags: ClientFlags,
): Promise<void> {
  const result = await callApi(clientOptions(flags), module, operation, readParameters(parameters))
  print([formatReadableJson(result)])
}

/** `key=value` words as pairs; a name may stand twice only when it collects a list (`key[]=…`). */
export function readParameters(words: readonly string[]): [name: string, value: string][] {
  const seen = new Set<string>()
  return words.map((word) => {
    const equals = word.indexOf('=')
    if (equals < 1) throw new Failure(`"${word}" is not a parameter: expected key=value`)
    const name = word.slice(0, equals)
    if (seen.has(name) && !name.endsWith('[]')) throw new Failure(`the parameter "${name}" is given twice`)
    seen.add(name)
    return [name, word.slice(equals + 1)]
  })
}
