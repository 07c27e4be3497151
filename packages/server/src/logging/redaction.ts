/** Members that never reach a log, wherever a record has them at its first three levels. */
const secretNames = ['token', 'password', 'secret', 'authorization', 'cookie', 'set-cookie', 'web.token']

/** What stands in their place. */
export const censor = '[redacted]'

/** Paths of those members, as pino wants them. */
export const secretPaths = secretNames.flatMap((name) => ['', '*', '*.*'].map((above) => `${above}["${name}"]`))

/**
 * Takes secrets that are known out of a line of JSON, wherever they stand: a path knows only where a secret belongs, not
 * the message of an error that repeats it.
 */
export function hideSecrets(secrets: readonly string[]): (line: string) => string {
  const written = secrets.filter((secret) => secret !== '').map((secret) => JSON.stringify(secret).slice(1, -1))
  if (written.length === 0) return (line) => line
  return (line) => {
    let shown = line
    for (const secret of written) if (shown.includes(secret)) shown = shown.replaceAll(secret, () => censor)
    return shown
  }
}
