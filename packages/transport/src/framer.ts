/**
 * Says where the messages of one byte stream end. It works on bytes only, and remembers what it has seen of a message
 * that is not whole yet, so that no byte is looked at twice. One framer belongs to one connection.
 */
export interface Framer {
  /**
   * Looks at the message that begins at `start` in `bytes[0, end)`. While no end is found the next call concerns the
   * same message with more bytes behind it, perhaps at another `start`: remember offsets relative to `start`. After an
   * end was returned, the next call concerns the next message.
   * @returns the index just behind the message, or -1 when it is not whole yet
   * @throws {FrameError} when the bytes cannot be a message
   */
  messageEnd(bytes: Buffer, start: number, end: number): number
}
