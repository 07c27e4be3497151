import { type Given, type GivenValue, keyBelow } from './given-value.ts'

/** Values given by flags of their own, by key. A flag that was not given is undefined. */
export type Flags = Readonly<Record<string, { readonly flag: string; readonly value: unknown } | undefined>>

/**
 * Reads flags and the `KEY=VALUE` of `--set`. A key may be given once: nobody can know which of two values was meant, and
 * whoever overrides a value that a script gives finds out that it is there.
 */
export function readCommandLine(flags: Flags, assignments: readonly string[]): Given {
  const problems: string[] = []
  const values = new Map<string, GivenValue>()
  const add = (key: string, flag: string, value: unknown): void => {
    const before = values.get(key)
    if (before !== undefined) problems.push(`flags ${before.origin.where} and ${flag} both give ${keyBelow('', key)}`)
    values.set(key, { key, origin: { kind: 'flag', where: flag }, text: true, read: () => value })
  }
  for (const [key, given] of Object.entries(flags)) {
    if (given?.value !== undefined) add(key, given.flag, given.value)
  }
  for (const assignment of assignments) {
    const [, key, value] = /^\s*([^=]*?)\s*=(.*)$/s.exec(assignment) ?? []
    // The text is not repeated: what lacks its "=" may be the value of a secret.
    if (key === undefined || key === '') problems.push('flag --set: expected KEY=VALUE')
    else add(key, '--set', value)
  }
  return { values: [...values.values()], problems }
}
