// Processes of the bench: they end with it, and each answers what it is told.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Starts one of the files here and waits until it says that it is ready. */
export async function startChild(file, place, execArgv = []) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(place)], { execArgv })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended with ${signal ?? `exit code ${code}`}`)
  })
  ended.catch(() => {})
  const receive = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  await receive()
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.disconnect()
    await ended.catch(() => {})
  }
  return { child, receive, end, send: (order) => child.send(order) }
}

/** For the process itself: the place it was told. Without its parent it has no reason to be. */
export function placeOfChild() {
  process.once('disconnect', () => process.exit())
  return JSON.parse(process.argv[2])
}
