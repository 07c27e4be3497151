import { stringify } from 'yaml'

/** A key and its value as YAML. Blocks of text are not used: they would take in the blank line that follows. */
export function formatYaml(key: string, value: unknown): string {
  return stringify({ [key]: value }, { blockQuote: false })
}
