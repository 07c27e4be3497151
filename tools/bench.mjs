// @ts-check
// npm run bench -- <topic> [arguments]: installs what bench/<topic> compares with, then runs it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { reportFailure, root, runHere, ToolError } from './command.mjs'
import { prepare, prepareNpmPackages } from './prepare.mjs'

const benches = join(root, 'bench')

/** @param {string} topic @returns {string | undefined} */
function entryOf(topic) {
  return ['run.ts', 'run.mjs'].map((file) => join(benches, topic, file)).find((file) => existsSync(file))
}

function listTopics() {
  const folders = existsSync(benches) ? readdirSync(benches, { withFileTypes: true }) : []
  return folders.filter((entry) => entry.isDirectory() && entryOf(entry.name) !== undefined).map((entry) => entry.name)
}

try {
  const [topic, ...args] = process.argv.slice(2)
  const topics = listTopics()
  if (topic === undefined || !topics.includes(topic)) {
    const known = topics.length === 0 ? 'There are no benches yet.' : `Topics: ${topics.join(', ')}.`
    throw new ToolError(`${topic === undefined ? 'Which bench?' : `There is no bench "${topic}".`} ${known}`)
  }
  await prepare({ forTests: false })
  await prepareNpmPackages(join(benches, topic), `npm packages of bench/${topic}`)
  // Against the built packages, as a user of them would run.
  process.exitCode = await runHere(process.execPath, ['--import', 'tsx', entryOf(topic) ?? '', ...args])
} catch (error) {
  reportFailure(error)
}
