import { documentConfiguration, loadConfiguration } from '@vlcp/server'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { referenceKeys } from './reference/reference-keys.ts'
import { builtInSettings } from './modules/built-in.ts'
import { settings } from './settings.ts'

const path = fileURLToPath(new URL('../../../docs/configuration.md', import.meta.url))
const page = readFileSync(path, 'utf8')

it('docs/configuration.md has all keys as they are declared', async () => {
  const [, head] = /^(.*<!-- All below is generated: [^\n]* -->\n\n)/s.exec(page) ?? []
  expect(head).toBeDefined()
  await expect(head + documentConfiguration(builtInSettings, referenceKeys)).toMatchFileSnapshot(path)
})

it('the file that docs/configuration.md shows is valid', () => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
  const { values } = loadConfiguration(settings, { file: { path: 'v.yaml', text } })
  expect(values).toMatchObject({ 'log.levels': { web: 'debug' } })
})
