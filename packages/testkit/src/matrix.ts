import { randomInt } from 'node:crypto'
import { isAsExpected, formatMatrix, type MatrixCell, type Reach } from './matrix-table.ts'
import type { Station } from './station.ts'

export interface MatrixOptions {
  /** Requests for each pair. Default 2. */
  readonly count?: number
  /** Time to wait for the last answer. Default 2 000. */
  readonly timeoutMs?: number
  /** Pairs at a time. Default 4. */
  readonly concurrency?: number
}

export interface MatrixResult {
  readonly cells: readonly MatrixCell[]
  /** Cells that show something else than expected. */
  readonly mismatches: readonly MatrixCell[]
  /** The cells as an aligned table. */
  readonly table: string
}

/**
 * Pings from every station to every other. Answers alone would say little, since stations of different networks may have
 * the same addresses: each pair pings with an identifier of its own, and a capture at every station tells whose requests
 * arrived there. Stations of one address cannot ping each other; such pairs are reported as `self`.
 */
export async function matrix(
  stations: readonly Station[],
  expected: (from: Station, to: Station) => boolean,
  { count = 2, timeoutMs = 2_000, concurrency = 4 }: MatrixOptions = {},
): Promise<MatrixResult> {
  const captures = await Promise.all(
    stations.map((station) => station.capture({ filter: 'icmp[icmptype] == icmp-echo' })),
  )
  await Promise.all(stations.map((station) => station.forgetNeighbours()))
  const firstIdentifier = randomInt(0x8000)
  const pairs = stations.flatMap((from) => stations.map((to) => ({ from, to })))
  const received = pairs.map(() => 0)
  await eachOf(pairs, concurrency, async ({ from, to }, index) => {
    if (from.ip === to.ip) return
    received[index] = (await from.ping(to, { count, timeoutMs, identifier: firstIdentifier + index })).received
  })
  const packets = new Map<Station, string[]>()
  for (const [index, station] of stations.entries()) packets.set(station, (await captures[index]?.stop()) ?? [])
  const cells = pairs.map(({ from, to }, index): MatrixCell => {
    const names = { from: from.name, to: to.name }
    if (from.ip === to.ip) return { ...names, reach: 'self', expected: undefined }
    const arrived = packets.get(to)?.filter((line) => line.includes(` id ${firstIdentifier + index},`)).length ?? 0
    return { ...names, reach: reachOf(count, arrived, received[index] ?? 0), expected: expected(from, to) }
  })
  return { cells, mismatches: cells.filter((cell) => !isAsExpected(cell)), table: formatMatrix(cells) }
}

function reachOf(sent: number, arrived: number, answered: number): Reach {
  if (arrived === 0) return 'no'
  return arrived === sent && answered === sent ? 'yes' : 'partly'
}

/** Calls `visit` for each item, `limit` at a time. */
async function eachOf<T>(
  items: readonly T[],
  limit: number,
  visit: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) await visit(item, index)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}
