// Child processes that are gone when this one is, whatever ends it.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const children = new Set()

/** Ends every child by its process id. */
export function endChildren() {
  for (const child of children) child.kill('SIGKILL')
}

process.once('exit', endChildren)
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
  process.once(signal, () => process.exit(code))

/** Numbers of the processors this process may run on; none where the system does not say. */
function processors() {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return list.split(',').flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    })
  } catch {
    return []
  }
}

const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0

const [generatorCore, peerCore] = has('taskset') ? processors() : []
const canPin = generatorCore !== undefined && peerCore !== undefined
// The kernel ends the child when this process is killed without a chance to do so.
const leash = has('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : []

export const pinning = canPin
  ? `generator on processor ${generatorCore}, every peer on processor ${peerCore}`
  : 'not pinned: taskset or a second processor is missing'

/**
 * @param {'generator' | 'peer'} role which processor it runs on
 * @param {readonly string[]} command
 * @param {{ env?: Record<string, string>, ipc?: boolean }} [options]
 */
export function start(role, command, { env = {}, ipc = false } = {}) {
  const pin = canPin ? ['taskset', '-c', String(role === 'peer' ? peerCore : generatorCore)] : []
  const [program = '', ...args] = [...leash, ...pin, ...command]
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', ...(ipc ? ['ipc'] : [])],
  })
  children.add(child)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-2000)))
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}: ${log.trim()}`))
  })
  void ended.then(() => children.delete(child))
  return { child, ended }
}
