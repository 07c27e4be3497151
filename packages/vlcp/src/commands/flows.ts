import { callApi } from '../client/api-client.ts'
import { Failure } from '../failure.ts'
import { type FlowListing, formatFlows } from '../terminal/flow-listing.ts'
import { outputOf } from '../terminal/style.ts'
import { print } from '../terminal/print.ts'
import { formatReadableJson } from '../terminal/readable-json.ts'
import { type ClientFlags, clientOptions } from './client-options.ts'

/** `vlcp flows <bridge>`: the flows of a bridge with the object each came from. */
export async function flows(bridge: string, flags: ClientFlags & { readonly json?: boolean }): Promise<void> {
  const answer = await callApi(clientOptions(flags), 'controller', 'flows', [['bridge', bridge]])
  if (flags.json === true) {
    print([formatReadableJson(answer)])
    return
  }
  if (!isFlowListing(answer)) throw new Failure('the server answers with a list of flows this version cannot read')
  print(formatFlows(answer, outputOf(process.stdout)))
}

/** A server of another version may answer with something else; the members we print are checked, not assumed. */
function isFlowListing(answer: unknown): answer is FlowListing {
  if (!isRecord(answer) || typeof answer['bridge'] !== 'string') return false
  const { flows: listed, groups } = answer
  return (
    Array.isArray(listed) &&
    listed.every((each) => isListed(each) && hasText(each, ['tableName', 'match', 'actions']) && hasOrder(each)) &&
    Array.isArray(groups) &&
    groups.every(isListed)
  )
}

function isListed(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value) || !hasText(value, ['text', 'state'])) return false
  return Array.isArray(value['objects']) && value['objects'].every((each) => typeof each === 'string')
}

function hasText(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function hasOrder(value: Record<string, unknown>): boolean {
  return typeof value['table'] === 'number' && typeof value['priority'] === 'number'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
