/** Where text goes, as far as its layout depends on it. */
export interface Output {
  /** Columns of the terminal; undefined when the output is no terminal. */
  readonly columns: number | undefined
  readonly colour: boolean
}

export function outputOf(stream: NodeJS.WriteStream): Output {
  const terminal = stream.isTTY
  return {
    columns: terminal ? stream.columns : undefined,
    colour: terminal && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb',
  }
}

const codes = { bold: '1', dim: '2' } as const

export function styled(output: Output, style: keyof typeof codes, text: string): string {
  return output.colour ? `\u001B[${codes[style]}m${text}\u001B[0m` : text
}
