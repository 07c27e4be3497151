/** Names longer than this are never near anything; it bounds the work on hostile input. */
const longestName = 64

/** Letters and digits only: `physicalNetwork`, `physical_network` and `physicalnetwork` are the same word to a reader. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Edit distance with transposition of neighbours counted as one edit (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1
      let best = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + cost)
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, at(beforePrevious, column - 2) + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return at(previous, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

/**
 * The candidate a person most likely meant by `name`, or undefined when none is close: at most a third of the letters
 * may differ, or one name begins with the other (`vlan` for `vlanid`).
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name.slice(0, longestName + 1))
  if (wanted === '' || wanted.length > longestName) return undefined
  let nearest: string | undefined
  let nearestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const folded = fold(candidate)
    const continues = wanted.length >= 3 && (folded.startsWith(wanted) || wanted.startsWith(folded))
    const distance = continues ? Math.min(1, Math.abs(folded.length - wanted.length)) : editDistance(wanted, folded)
    if (distance <= Math.max(1, Math.floor(wanted.length / 3)) && distance < nearestDistance) {
      nearest = candidate
      nearestDistance = distance
    }
  }
  return nearest
}

/** `; did you mean "x"?`, or nothing: the end of a sentence that refuses a name. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates)
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`
}
