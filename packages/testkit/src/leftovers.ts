import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { labVariable } from './guard.ts'

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process ended between the listing and now, or belongs to somebody else.
    return ''
  }
}

/** Whether the process `pid` is alive and was started by the lab `name`; a reused process id is somebody else's. */
export function isLabProcess(name: string, pid: number): boolean {
  return read(`/proc/${pid}/environ`).split('\0').includes(`${labVariable}=${name}`)
}

/**
 * What still exists of the lab `name`: its processes, namespaces, interfaces and folder, in words. Empty after a
 * complete removal.
 */
export function findLeftovers(name: string, folder: string): string[] {
  const processes = entries('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isLabProcess(name, Number(entry)))
    .map((pid) => `process ${pid} (${read(`/proc/${pid}/comm`).trim()})`)
  const namespaces = entries('/run/netns').filter((entry) => entry.startsWith(`${name}-`))
  const interfaces = entries('/sys/class/net').filter((entry) => entry.startsWith(name))
  const folders = entries(dirname(folder)).filter((entry) => entry === basename(folder))
  return [
    ...processes,
    ...namespaces.map((entry) => `namespace ${entry}`),
    ...interfaces.map((entry) => `interface ${entry}`),
    ...folders.map(() => `folder ${folder}`),
  ]
}
