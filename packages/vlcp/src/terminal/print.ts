/** Writes lines to standard output; a reader that has seen enough (`vlcp flows br0 | head`) ends the process quietly. */
export function print(lines: readonly string[]): void {
  if (lines.length === 0) return
  endWithReader()
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Ends the process when nobody reads standard output any more. */
export function endWithReader(): void {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.stderr.write(`error: the output cannot be written: ${error.message}\n`)
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
}
