import { callApi } from '../client/api-client.ts'
import { outputOf } from '../terminal/style.ts'
import { formatTree } from '../terminal/tree.ts'
import { print } from '../terminal/print.ts'
import { formatReadableJson } from '../terminal/readable-json.ts'
import { type ClientFlags, clientOptions } from './client-options.ts'

/** `vlcp status`: what the controller says about itself, its switches and its store. */
export async function status(flags: ClientFlags & { readonly json?: boolean }): Promise<void> {
  const answer = await callApi(clientOptions(flags), 'controller', 'status', [])
  const width = outputOf(process.stdout).columns ?? Number.POSITIVE_INFINITY
  const lines = flags.json === true ? [formatReadableJson(answer)] : formatTree(answer, width)
  print(lines)
}
