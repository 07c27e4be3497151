import { LiteralError, parseLiteral } from '@vlcp/literal'
import type { ConfigurationFile } from './file.ts'
import type { Given, GivenValue } from './given-value.ts'

/** One `key = literal` with the lines that continue it; all have their numbers, because comments between them do not count. */
interface Statement {
  readonly key: string
  readonly lines: { readonly number: number; readonly text: string }[]
}

const keyAndSign = /^((?:[a-zA-Z][a-zA-Z0-9_]*\.)*[a-zA-Z][a-zA-Z0-9_]*)\s*=/

/**
 * Reads the configuration file of the reference (vlcp-core section 2.8): `key = literal`, a line that begins with a space
 * continues the one before it, `#` begins a comment. A message has line and key but not the value, which may be a secret.
 */
export function readLiteralFile(file: ConfigurationFile): Given {
  const problems: string[] = []
  const values = readStatements(file, problems).flatMap((statement): GivenValue[] => {
    const { key, lines } = statement
    const where = `${file.path}:${lines[0]?.number ?? 1}`
    try {
      const value: unknown = parseLiteral(lines.map(({ text }) => text).join('\n'))
      return [{ key, origin: { kind: 'file', where }, text: false, read: () => value }]
    } catch (error) {
      if (!(error instanceof LiteralError)) throw error
      problems.push(`${file.path}:${lineAt(statement, error.index)}: ${key}: ${error.reason}`)
      return []
    }
  })
  return { values, problems }
}

function readStatements(file: ConfigurationFile, problems: string[]): Statement[] {
  const statements: Statement[] = []
  const refuse = (number: number, reason: string): unknown => problems.push(`${file.path}:${number}: ${reason}`)
  for (const [index, text] of file.text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const number = index + 1
    const last = statements.at(-1)
    if (/^\s*(?:#|$)/.test(text)) continue
    if (/^\s/.test(text)) {
      if (last === undefined) refuse(number, 'nothing stands before this line that it could continue')
      else last.lines.push({ number, text })
      continue
    }
    const [whole = '', key] = keyAndSign.exec(text) ?? []
    if (key !== undefined) statements.push({ key, lines: [{ number, text: text.slice(whole.length) }] })
    else refuse(number, `expected "key = literal", found "${/^[\w.-]{0,60}/.exec(text)?.[0] ?? ''}…"`)
  }
  return statements
}

/** The line of the file in which a character of the joined text stands. */
function lineAt({ lines }: Statement, index: number): number {
  let end = 0
  const line = lines.find(({ text }) => (end += text.length + 1) > index)
  return (line ?? lines.at(-1))?.number ?? 1
}
