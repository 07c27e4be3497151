/** Text that is no Python literal, with the index of the character where that became clear. */
export class LiteralError extends Error {
  override readonly name = 'LiteralError'
  readonly index: number

  constructor(message: string, index: number) {
    super(`${message} (character ${index})`)
    this.index = index
  }
}
