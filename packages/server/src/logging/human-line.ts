const colours: Readonly<Record<string, string>> = {
  fatal: '41;97',
  error: '31',
  warn: '33',
  info: '32',
  debug: '36',
  trace: '90',
}

/** Fields of a log record that have a place of their own in the line. */
const ownFields = new Set(['level', 'time', 'name', 'msg', 'err'])

/** One JSON log record as a line for a person: `12:03:04.123 INFO  web: listening port=8081`. */
export function formatHumanLine(record: string, colour: boolean): string {
  const fields = parseRecord(record)
  if (fields === undefined) return record
  const level = text(fields['level'])
  const time = text(fields['time']).slice(11, 23)
  const label = paint(level.toUpperCase().padEnd(5), colours[level], colour)
  const rest = Object.entries(fields)
    .filter(([name]) => !ownFields.has(name))
    .map(
      ([name, value]) =>
        ` ${paint(`${name}=`, '90', colour)}${typeof value === 'string' ? text(value) : JSON.stringify(value)}`,
    )
  const message = text(fields['msg'])
  return `${paint(time, '90', colour)} ${label} ${text(fields['name'])}: ${message}${rest.join('')}\n${formatError(fields['err'])}`
}

function parseRecord(record: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(record)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined
  } catch {
    return undefined
  }
}

/** Control characters would let a logged name move the cursor or forge a line. */
function text(value: unknown): string {
  const plain = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  return plain.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}

function formatError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const stack: unknown = Reflect.get(error, 'stack') ?? Reflect.get(error, 'message')
  if (typeof stack !== 'string') return ''
  return `${stack
    .split('\n')
    .map((line) => `    ${text(line)}`)
    .join('\n')}\n`
}

function paint(shown: string, code: string | undefined, colour: boolean): string {
  return colour && code !== undefined ? `\u001B[${code}m${shown}\u001B[0m` : shown
}
