import { loadConfiguration } from '@vlcp/server'
import { requireLab, run } from '@vlcp/testkit'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { settings } from './settings.ts'
import { stopTimeoutsOf } from './stop-timeouts.ts'

const folder = mkdtempSync(join(tmpdir(), 'vlcp-unit-'))
const unit = readFileSync(fileURLToPath(new URL('../systemd/vlcp.service', import.meta.url)), 'utf8')
const valueOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1]

beforeAll(() => requireLab({ programs: ['systemd-analyze'], root: false }))
afterAll(() => rmSync(folder, { recursive: true }))

it('is what systemd understands, and leaves the service few rights', async () => {
  const path = join(folder, 'vlcp.service')
  // The command itself is not installed where tests run.
  writeFileSync(path, unit.replace(/^ExecStart=vlcp /m, `ExecStart=${process.execPath} `))
  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', path])
  expect([stdout, stderr]).toEqual(['', ''])
  await run('systemd-analyze', ['security', '--offline=true', '--no-pager', '--threshold=25', path])
})

it('lets the command notify, and gives it the time a drain takes', () => {
  expect([valueOf('Type'), valueOf('NotifyAccess'), valueOf('KillMode')]).toEqual(['notify', 'all', 'mixed'])
  const { values } = loadConfiguration(settings, {})
  const longest = stopTimeoutsOf(values).supervisor
  expect(Number.parseInt(valueOf('TimeoutStopSec') ?? '', 10) * 1000).toBeGreaterThan(longest)
})
