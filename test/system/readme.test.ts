import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Lab, openLab, run } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

let lab: Lab | undefined
afterEach(() => lab?.close())

/** Commands of the README's shell blocks that begin so, continuation lines joined. */
async function commandsOfReadme(...beginnings: readonly string[]): Promise<string[]> {
  const text = await readFile(join(root, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block.replaceAll('\\\n', ' '))
  return blocks
    .join('\n')
    .split('\n')
    .filter((line) => beginnings.some((beginning) => line.startsWith(beginning)))
}

test('what the README tells an operator to type works as it stands there', async () => {
  lab = openLab({ name: 'readme' })
  const ovs = await lab.openVSwitch()
  await ovs.addBridge('br0')
  const controller = await lab.controller({ switches: [ovs] })
  const commands = await commandsOfReadme('npx vlcp call', 'npx vlcp status', 'npx vlcp flows', 'curl')
  expect(commands.length).toBeGreaterThan(8)
  for (const command of commands) {
    const here = command.replace('http://127.0.0.1:8081', controller.api)
    const { stdout } = await run('sh', ['-c', `cd '${root}' && ${here}`], {
      env: { ...process.env, VLCP_API: controller.api },
    })
    expect(stdout, here).not.toContain('"error"')
  }
  expect(await controller.call('viperflow', 'listlogicalnetworks', {})).toHaveLength(3)
})
