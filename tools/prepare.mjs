// @ts-check
// Brings a checkout into a state in which it runs: npm packages, build, Debian packages. Only what is missing is done.
// This file and what it imports at its top run before anything is installed.
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportFailure, root, runQuietly, ToolError } from './command.mjs'
import { step } from './progress.mjs'

/** First release whose features are used; the same as "engines" in package.json. */
const oldestNode = [20, 19]

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new ToolError(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`)
}

/** Time of the last change, or 0 when the file is missing. @param {string} path */
function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Installs the npm packages of `folder` unless they are there. @param {string} folder @param {string} title */
export async function prepareNpmPackages(folder, title) {
  const lock = join(folder, 'package-lock.json')
  const wanted = existsSync(lock) ? lock : join(folder, 'package.json')
  // npm writes this file at the end of every installation.
  const installed = join(folder, 'node_modules', '.package-lock.json')
  if (changedMs(installed) >= changedMs(wanted)) return
  const args = ['ci', '--no-audit', '--no-fund']
  await step(title, (report) => runQuietly('npm', args, { cwd: folder, onLine: report }))
}

async function build() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  await step('build', () => runQuietly(process.execPath, [compiler, '-b']))
}

const servicePolicy = '/usr/sbin/policy-rc.d'

/**
 * Installs Debian packages without starting their services: the switches used here are private ones.
 *
 * @param {readonly string[]} packages
 * @param {(text: string) => void} report
 */
async function installDebianPackages(packages, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Debian asks this script before it starts a service; 101 forbids it.
  const isOurPolicy = !existsSync(servicePolicy)
  const removePolicy = () => isOurPolicy && rmSync(servicePolicy, { force: true })
  if (isOurPolicy) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', removePolicy)
  try {
    await runQuietly('apt-get', ['update'], { env, onLine: report })
    await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, onLine: report })
  } finally {
    process.off('exit', removePolicy)
    removePolicy()
  }
}

/**
 * @param {boolean} forTests whether the tests are to be run, which need more than a lab
 * @returns {Promise<string | undefined>} one sentence about what is missing and cannot be installed from here
 */
async function prepareDebianPackages(forTests) {
  // The list of programs belongs to the package that runs them, which exists once it has been built.
  const { labPrograms, missingDebianPackages } = await import('@vlcp/testkit')
  const missing = forTests ? missingDebianPackages() : missingDebianPackages(labPrograms)
  if (missing.length === 0) return undefined
  const command = `apt-get install ${missing.join(' ')}`
  if (process.geteuid?.() !== 0) return `Missing Debian packages: run "${command}" as root.`
  if (!existsSync('/usr/bin/apt-get')) return `Missing programs, which Debian installs with "${command}": install them.`
  await step(`Debian packages: ${missing.join(' ')}`, (report) => installDebianPackages(missing, report))
  return undefined
}

/**
 * Prepares the checkout.
 *
 * @param {{ forTests?: boolean }} [options]
 * @returns {Promise<string | undefined>} one sentence about what a system test or the demonstration will lack
 */
export async function prepare({ forTests = true } = {}) {
  requireNode()
  await prepareNpmPackages(root, 'npm packages')
  await build()
  return prepareDebianPackages(forTests)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const lack = await prepare()
    if (lack !== undefined) throw new ToolError(lack)
  } catch (error) {
    reportFailure(error)
  }
}
