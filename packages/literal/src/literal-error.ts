/** Text that is no Python literal, with the index of the character where that became clear. */
export class LiteralError extends Error {
  override readonly name = 'LiteralError'
  /** The message without the index. */
  readonly reason: string
  readonly index: number

  constructor(reason: string, index: number) {
    super(`${reason} (character ${index})`)
    this.reason = reason
    this.index = index
  }
}
