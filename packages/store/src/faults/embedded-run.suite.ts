import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runFaults, type Seen } from './run.suite.ts'

export async function runEmbeddedFaults(forMs: number, seed: number): Promise<Seen> {
  const folder = await mkdtemp(join(tmpdir(), 'vlcp-faults-'))
  const address = { kind: 'embedded', folder } as const
  try {
    return await runFaults({ address, own: address, troubles: [], forMs, seed, killNodes: true })
  } finally {
    await rm(folder, { recursive: true })
  }
}
