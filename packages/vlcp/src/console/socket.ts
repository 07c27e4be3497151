import { defaultSocket, socketOfWorker } from '@vlcp/server/console-place'
import { existsSync } from 'node:fs'
import { Failure } from '../failure.ts'

/** Workers whose sockets are looked for. */
const mostWorkers = 64

/**
 * The socket of the server: the flag, else what the server's own setting says in the environment, else the default place.
 * Throws a Failure when several workers have one each.
 */
export function consoleSocket(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (flag !== undefined) return flag
  const path = environment['VLCP_MODULE_CONSOLE_SOCKET'] ?? defaultSocket
  if (existsSync(path)) return path
  const workers = Array.from({ length: mostWorkers }, (_, at) => socketOfWorker(path, at + 1)).filter(existsSync)
  if (workers.length < 2) return workers[0] ?? path
  throw new Failure(`the server has several workers; choose one with --socket: ${workers.join(' ')}`)
}
