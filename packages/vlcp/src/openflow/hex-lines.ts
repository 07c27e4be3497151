/** The longest line kept, in bytes: the largest message, with every byte written as `0x01, `, and a comment. */
const longestLine = 6 * 65_535 + 4096

/** A line of the input; `text` is absent when it was too long to be a message, and was not kept. */
export interface HexLine {
  /** From 1. */
  readonly number: number
  readonly text?: string
}

/** What is said of a line that was not kept. */
export const tooLong = `the line is longer than ${longestLine} bytes, more than the largest message takes`

const newline = 0x0a

/** Cuts chunks of text into lines without comments, and leaves out empty ones. Keeps no more than one line. */
export class HexLineSplitter {
  #pieces: Uint8Array[] = []
  #size = 0
  #number = 1

  #keep(piece: Uint8Array): void {
    this.#size += piece.length
    if (this.#size > longestLine) this.#pieces = []
    // Copied: a small piece would keep its whole chunk.
    else if (piece.length > 0) this.#pieces.push(new Uint8Array(piece))
  }

  *push(chunk: Uint8Array): Generator<HexLine> {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.#keep(chunk.subarray(start, end))
      start = end + 1
      yield* this.#take()
    }
    this.#keep(chunk.subarray(start))
  }

  /** The last line, which may have no end of line. */
  *end(): Generator<HexLine> {
    yield* this.#take()
  }

  *#take(): Generator<HexLine> {
    const pieces = this.#pieces
    const size = this.#size
    const number = this.#number++
    this.#pieces = []
    this.#size = 0
    if (size > longestLine) yield { number }
    else {
      const [text = ''] = new TextDecoder().decode(Buffer.concat(pieces)).trim().split('#', 1)
      if (text !== '') yield { number, text }
    }
  }
}
