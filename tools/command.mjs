// @ts-check
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const tailLines = 20

/** Something failed for a reason the user can act on: one sentence, and the end of the log it came from. */
export class ToolError extends Error {
  /** @param {string} message @param {readonly string[]} [log] @param {ErrorOptions} [options] */
  constructor(message, log = [], options = {}) {
    super(message, options)
    this.log = log.slice(-tailLines)
  }
}

/** Prints an error the way the tools do and sets the exit code. @param {unknown} error */
export function reportFailure(error) {
  const log = error instanceof Error && 'log' in error && Array.isArray(error.log) ? error.log : []
  if (log.length > 0) process.stderr.write(`${log.map((line) => `  | ${line}`).join('\n')}\n`)
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/**
 * Runs a program in the checkout without showing its output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, onLine?: (line: string) => void }} [options]
 * @returns {Promise<void>} rejects with a ToolError that has the end of the output
 */
export function runQuietly(program, args, { env = process.env, cwd = root, onLine = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {string[]} */
    const log = []
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        if (log.push(line) > tailLines) log.shift()
        onLine(line)
      })
    }
    const command = `"${[program, ...args].join(' ')}"`
    child.on('error', (error) => reject(new ToolError(`${command} could not be started: ${error.message}.`)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new ToolError(`${command} failed with ${signal ?? `exit code ${code}`}.`, log))
    })
  })
}

/**
 * Runs a program in the checkout on this terminal and returns its exit code. Ctrl-C reaches both processes; this one
 * waits for the other.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function runHere(program, args) {
  const ignore = () => {}
  process.on('SIGINT', ignore)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit' })
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  }).finally(() => process.off('SIGINT', ignore))
}
