// ovs-testcontroller, unpacked from its Debian package rather than installed: installing would start and enable a service.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageName = 'openvswitch-testcontroller'
const folder = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
const unpacked = join(folder, packageName)
const INSTALL_MS = 60_000

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function run(program, args, cwd) {
  const { status, error, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: INSTALL_MS })
  return status === 0 ? undefined : `"${program} ${args.join(' ')}" failed: ${error?.message ?? stderr.trim()}`
}

/** @returns {string | undefined} what went wrong */
function unpack() {
  mkdirSync(folder, { recursive: true })
  const temporary = mkdtempSync(join(folder, 'unpack-'))
  try {
    const download = () => run('apt-get', ['download', packageName], temporary)
    // The lists of packages may be missing, as in a fresh container.
    let problem = download()
    if (problem !== undefined) problem = run('apt-get', ['update'], temporary) ?? download()
    const file = readdirSync(temporary).find((name) => name.endsWith('.deb'))
    if (problem !== undefined || file === undefined) return problem ?? 'no package came'
    problem = run('dpkg', ['-x', file, 'root'], temporary)
    if (problem === undefined) renameSync(join(temporary, 'root'), unpacked)
    return problem
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** @returns {{ path: string } | { missing: string }} */
export function findTestController() {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', join(unpacked, 'usr/bin')]
  const find = () => folders.map((one) => join(one, 'ovs-testcontroller')).find(isProgram)
  const found = find()
  if (found !== undefined) return { path: found }
  const problem = unpack()
  const path = find()
  return path === undefined ? { missing: problem ?? 'the package has no such program' } : { path }
}
