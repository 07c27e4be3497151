const WORD_BITS = 32

/** The bitmaps that say which wire versions are supported: version n is bit n. OpenFlow 1.3.5, 7.5.1. */
export function versionBitmaps(versions: readonly number[]): number[] {
  const words: number[] = []
  for (const version of versions) {
    const word = Math.floor(version / WORD_BITS)
    while (words.length <= word) words.push(0)
    words[word] = ((words[word] ?? 0) | (1 << (version % WORD_BITS))) >>> 0
  }
  return words
}
