import type { Candidate } from '@vlcp/server'
import { readParameters } from '../commands/call.ts'
import { Failure } from '../failure.ts'
import type { Output } from '../terminal/style.ts'
import { formatReadableJson } from '../terminal/readable-json.ts'
import { formatTree } from '../terminal/tree.ts'
import type { ConsoleClient } from './client.ts'
import type { Attached, Complete, ConsoleCommand, Given } from './command.ts'
import { formatModules, formatQueues, formatRoutines } from './listing.ts'
import { watch } from './watch.ts'

type Format = (answer: unknown, output: Output) => string[]

/** A command that shows what one operation answers. */
function show(name: string, summary: string, format: Format): ConsoleCommand {
  return {
    name,
    usage: '',
    summary,
    run: async (attached) => answer(attached, await attached.client.request(name, {}), format),
  }
}

async function answer({ json, output, write }: Attached, found: unknown, format: Format): Promise<void> {
  await write(json ? [formatReadableJson(found)] : format(found, output))
}

const tree: Format = (found, { columns }) => formatTree(found, columns ?? Number.POSITIVE_INFINITY)
const asJson: Format = (found) => [formatReadableJson(found)]

async function candidates(client: ConsoleClient, kind: string, of: readonly string[], prefix: string) {
  return (await client.request('complete', { kind, of, prefix })) as readonly Candidate[]
}

/** The candidates as whole words, each with what follows it. */
async function complete(client: ConsoleClient, kind: string, of: readonly string[], prefix: string, end: string) {
  return (await candidates(client, kind, of, prefix)).map(({ name }) => `${name}${end}`)
}

const completeCall: Complete = async (client, words) => {
  const [module = '', operation = '', ...parameters] = words
  if (words.length < 2) return complete(client, 'modules', [], module, ' ')
  if (words.length < 3) return complete(client, 'operations', [module], operation, ' ')
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(parameters.at(-1) ?? '') ?? []
  if (value === undefined) return complete(client, 'parameters', [module, operation], name, '=')
  const values = await candidates(client, 'values', [module, operation, name], value)
  return values.map((each) => `${name}=${each.name} `)
}

async function call(attached: Attached, { words }: Given): Promise<void> {
  const [module, operation, ...rest] = words
  if (module === undefined || operation === undefined) throw new Failure('expected: call MODULE OPERATION [KEY=VALUE…]')
  const params = collect(readParameters(rest))
  const request = { module, operation, params, text: true }
  await answer(attached, await attached.client.request('call', request, { signal: attached.signal }), asJson)
}

/** `key[]=a key[]=b` is a list, as in a form. */
function collect(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string | string[]>> {
  const params = new Map<string, string | string[]>()
  for (const [key, value] of pairs) {
    const name = key.replace(/\[\]$/, '')
    const before = params.get(name)
    params.set(name, key === name ? value : [...(Array.isArray(before) ? before : []), value])
  }
  return Object.fromEntries(params)
}

async function modules(attached: Attached, { words: [module] }: Given): Promise<void> {
  const params = module === undefined ? {} : { module }
  await answer(attached, await attached.client.request('modules', params), formatModules)
}

async function levels(attached: Attached, { words: [name, level] }: Given): Promise<void> {
  const params = level === undefined ? {} : { name, level }
  const operation = name === undefined ? 'levels' : 'setlevel'
  const request = { module: 'logging', operation, params: name === undefined ? {} : { name, ...params } }
  await answer(attached, await attached.client.request('call', request), tree)
}

const completeLevels: Complete = async (client, words) =>
  words.length === 2 ? complete(client, 'values', ['logging', 'setlevel', 'level'], words[1] ?? '', ' ') : []

const completeEvents: Complete = async (client, words) => {
  const [of = ''] = words
  return words.length < 2
    ? complete(client, 'events', [], of, ' ')
    : complete(client, 'indices', [of], words.at(-1) ?? '', '=')
}

const help: ConsoleCommand = {
  name: 'help',
  usage: '',
  summary: 'this list',
  run: async ({ write }) => {
    const longest = Math.max(...consoleCommands.map((each) => heading(each).length))
    await write([
      ...consoleCommands.map((each) => `${heading(each).padEnd(longest)}  ${each.summary}`),
      '',
      'Tab completes, Ctrl-C ends what runs, Ctrl-D leaves.',
    ])
  },
}

function heading({ name, usage }: ConsoleCommand): string {
  return usage === '' ? name : `${name} ${usage}`
}

/** What can be written in a console. */
export const consoleCommands: readonly ConsoleCommand[] = [
  {
    name: 'call',
    usage: 'MODULE OPERATION [KEY=VALUE…]',
    summary: 'call an operation; "call MODULE discover" lists them',
    run: call,
    complete: completeCall,
  },
  {
    name: 'events',
    usage: '[CLASS [FIELD=VALUE…]]',
    summary: 'watch events: "events ModuleStateChange service=web"; * is any class or value',
    run: (attached, { text }) => watch(attached, text === '' ? '*' : text),
    complete: completeEvents,
  },
  {
    name: 'modules',
    usage: '[MODULE]',
    summary: 'modules, their states and calls; of one also its settings',
    run: modules,
    complete: async (client, [prefix = '', ...more]) =>
      more.length > 0 ? [] : complete(client, 'modules', [], prefix, ' '),
  },
  show('queues', 'queues of events and who reads them', formatQueues),
  show('routines', 'what runs, since when, and what it waits for', formatRoutines),
  {
    name: 'levels',
    usage: '[LOGGER [LEVEL]]',
    summary: 'log levels; with LEVEL another one for this logger, with LOGGER alone the original one',
    run: levels,
    complete: completeLevels,
  },
  show('status', 'the server process in a few numbers', tree),
  help,
]
