import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** The levels of docs/architecture.md: a package imports from lower levels only. */
const LEVELS: Readonly<Record<string, number>> = {
  struct: 0,
  address: 0,
  literal: 0,
  events: 0,
  transport: 1,
  openflow: 1,
  packet: 1,
  switch: 2,
  ovsdb: 2,
  store: 2,
  server: 2,
  web: 2,
  network: 3,
  vlcp: 4,
  testkit: 3,
}

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const shortName = (name: string): string => name.replace('@vlcp/', '')

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

/** What tests import from each other is not part of the package; its tsconfig.json leaves it out too. */
const TEST_SOURCES = /\.(test|test-d|suite)\.ts$|^testing\//

function sources(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !TEST_SOURCES.test(path))
    .map((path) => `${folder}/${path}`)
}

describe.each(readdirSync(new URL('packages', root)))('package %s', (name) => {
  const level = LEVELS[name]
  const manifest = JSON.parse(read(`packages/${name}/package.json`)) as Manifest
  const dependencies = Object.keys(manifest.dependencies ?? {})
  const own = dependencies.filter((dependency) => dependency.startsWith('@vlcp/')).map(shortName)

  it('has a level, stands in the table and depends on lower levels only', () => {
    expect(level).toBeDefined()
    expect(read('docs/architecture.md')).toMatch(new RegExp(`\\| (\\d|test) \\| \`${name}\` \\|`))
    expect(own.filter((dependency) => (LEVELS[dependency] ?? Infinity) >= (level ?? 0))).toEqual([])
  })

  it('imports only what it declares', () => {
    const undeclared = sources(`packages/${name}/src`).flatMap((path) => {
      const specifiers = [...read(path).matchAll(/^(?:import|export|\}).*\bfrom '([^'.][^']*)'/gm)].map(
        ([, from]) => from,
      )
      return specifiers
        .filter((from) => from !== undefined && !from.startsWith('node:'))
        .filter((from) => !dependencies.some((known) => from === known || from?.startsWith(`${known}/`)))
        .map((from) => `${path}: ${from}`)
    })
    expect(undeclared).toEqual([])
  })

  it('names the packages it depends on as project references', () => {
    const { references } = JSON.parse(read(`packages/${name}/tsconfig.json`)) as { references: { path: string }[] }
    expect(references.map(({ path }) => path.replace('../', '')).toSorted()).toEqual(own.toSorted())
  })
})
