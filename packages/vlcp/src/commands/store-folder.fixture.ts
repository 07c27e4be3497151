import { viperflow } from '@vlcp/network'
import { dispatch } from '@vlcp/server'
import { type Driver, openEmbedded, Store } from '@vlcp/store'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportStore } from '../store/export-store.ts'

/** A folder for the stores and files of one test. */
export class StoreFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'vlcp-store-'))

  file(name: string): string {
    return join(this.path, name)
  }

  /** The flag that names an embedded store in this folder. */
  flag(store: string): string {
    return `--store=file:${this.file(store)}`
  }

  /** Works on an embedded store in this folder. */
  open<R>(store: string, work: (driver: Driver) => Promise<R>): Promise<R> {
    return using(openEmbedded(this.file(store)), work)
  }

  /** Exports an embedded store of this folder to `<store>.jsonl`. */
  async export(store: string): Promise<void> {
    await this.open(store, (driver) => exportStore(driver, { file: this.file(`${store}.jsonl`), silent: true }))
  }

  /** What the trailer of a file says of keys and values. */
  contentsOf(file: string): unknown {
    const last = readFileSync(this.file(file), 'utf8').trimEnd().split('\n').at(-1) ?? ''
    return (JSON.parse(last) as { contents: string }).contents
  }

  /** The keys and values of a file, without what tells of the store they came from. */
  linesOf(file: string): unknown[] {
    const lines = readFileSync(this.file(file), 'utf8').trimEnd().split('\n')
    return lines.slice(1, -1).map((line) => ({ ...(JSON.parse(line) as object), revision: 0, sum: 0 }))
  }

  remove(): void {
    rmSync(this.path, { recursive: true })
  }
}

export async function using<R>(driver: Promise<Driver>, work: (driver: Driver) => Promise<R>): Promise<R> {
  const opened = await driver
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

export async function write(driver: Driver, texts: Readonly<Record<string, string | null>>): Promise<void> {
  const all = Object.entries(texts)
  for (let i = 0; i < all.length; i += 100) {
    await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map(all.slice(i, i + 100)) })
  }
}

/** A small network, and keys and texts that are easily spoilt. */
export async function fill(driver: Driver): Promise<void> {
  const api = dispatch([viperflow(new Store(driver))])
  const call = (operation: string, params: object): Promise<unknown> => api.call('viperflow', operation, params)
  await call('createphysicalnetwork', { id: 'vlan.net', type: 'vlan', vlanrange: [[100, 199]] })
  await call('createlogicalnetwork', { id: 'red', physicalnetwork: 'vlan.net', x_owner: 'Ünï\u2028 "code"' })
  await call('createlogicalport', { id: 'p', logicalnetwork: 'red', mac_address: '02:00:00:00:00:01' })
  await write(driver, {
    'foreign.text': 'no JSON\n\u0000',
    'foreign.json': '{"b":1, "a":2}',
    '\u{1F600}': '1',
    '\uFFFD': '2',
  })
}
