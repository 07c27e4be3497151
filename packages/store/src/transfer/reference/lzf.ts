import { ReferenceValueError } from './reference-value.ts'

/**
 * LZF, by which Redis compresses strings in its dumps: runs of bytes, and copies of what has been written before.
 *
 * @throws ReferenceValueError
 */
export function decompressLzf(packed: Buffer, length: number): Buffer {
  // A copy of 264 bytes costs three: more than that cannot be in it, whatever the length says.
  if (length > packed.length * 264)
    throw new ReferenceValueError('the dump is damaged: a string that cannot be unpacked')
  const output = Buffer.alloc(length)
  let [read, written] = [0, 0]
  while (read < packed.length) {
    const control = packed[read++] ?? 0
    if (control < 32) {
      written += packed.copy(output, written, read, read + control + 1)
      read += control + 1
      continue
    }
    const size = (control >> 5) + 2 + (control >> 5 === 7 ? (packed[read++] ?? 0) : 0)
    let from = written - ((control & 0x1f) << 8) - (packed[read++] ?? 0) - 1
    // Byte by byte: a copy may overlap what it writes.
    if (from < 0 || written + size > length) break
    for (let i = 0; i < size; i++) output[written++] = output[from++] ?? 0
  }
  if (written !== length) throw new ReferenceValueError('the dump is damaged: a string that cannot be unpacked')
  return output
}
