/** A text that is not the address it should be; the message names the kind, the text and what is wrong with it. */
export class AddressError extends Error {
  override readonly name = 'AddressError'

  constructor(kind: string, text: string, why: string) {
    super(`${JSON.stringify(text.slice(0, 64))} is not ${kind}: ${why}`)
  }
}
