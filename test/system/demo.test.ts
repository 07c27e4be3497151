import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Background, run } from '@vlcp/testkit'
import { expect, test } from 'vitest'

const demo = fileURLToPath(new URL('../../tools/demo.mjs', import.meta.url))

test('demo --once shows who can ping whom, ends with 0 and leaves nothing', async () => {
  const { stdout } = await run(process.execPath, [demo, '--once'], { timeoutMs: 110_000 })
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).join(' '))
  for (const row of ['red1 - yes - no', 'red2 yes - no -', 'blue1 - no - yes', 'blue2 no - yes -']) {
    expect(rows).toContain(row)
  }
  expect(stdout).toContain('4 of 4 pairs that belong together')
  expect(stdout).toContain('4 of 4 pairs of different tenants')
  expect(stdout).toContain('everything removed')
  // Plain lines in a pipe.
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toContain('\r')
})

test('demo runs until it is interrupted, its three commands work, and its files are gone afterwards', async () => {
  const background = new Background(process.execPath, [demo], { env: process.env })
  try {
    await background.waitForLine(/^Ctrl-C ends/, 100_000)
    const folder = background.lines.map((line) => /unix:(.*)\/ovs\w+\/db\.sock/.exec(line)?.[1]).find(Boolean)
    expect(folder).toBeDefined()
    const commands = background.lines.map((line) => line.trim()).filter((line) => line.startsWith('npx vlcp '))
    expect(commands).toHaveLength(3)
    for (const command of commands) {
      const [program = '', ...args] = command.split(' ')
      const { stdout } = await run(program, args)
      expect(stdout.trim().length, command).toBeGreaterThan(20)
    }
    expect(existsSync(String(folder))).toBe(true)
    expect(await background.stop('SIGINT', 30_000)).toEqual({ code: 0, signal: null })
    expect(existsSync(String(folder))).toBe(false)
  } finally {
    await background.stop()
  }
})
