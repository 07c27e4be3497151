// An entry of the package of its own, for clients: they must not wait for the libraries of a server.

/** Where a console finds a server unless it is told otherwise. */
export const defaultSocket = '/var/run/vlcp/console.sock'

/** `console.sock` → `console.3.sock`. */
export function socketOfWorker(path: string, number: number): string {
  return path.endsWith('.sock') ? `${path.slice(0, -5)}.${number}.sock` : `${path}.${number}`
}
