import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { searchPath } from './requirement.ts'

/** Environment variable by which every process of a lab carries the lab's name. */
export const labVariable = 'TESTKIT_LAB'

/**
 * Removes whatever bears the lab's name: processes (by their environment), namespaces, interfaces, the folder. It starts
 * when its standard input ends, which happens when the owner closes it and also when the owner dies in any way at all.
 * A shell and the commands below are all it needs, so it does not depend on the state of the owner.
 */
const sweepScript = `
name=$1 folder=$2
cat > /dev/null
members() {
  grep -lzx "${labVariable}=$name" /proc/[0-9]*/environ 2> /dev/null | cut -d / -f 3
}
for signal in TERM KILL; do
  tries=0
  while found=$(members); [ -n "$found" ] && [ $tries -lt 40 ]; do
    [ $tries -eq 0 ] && kill -s $signal $found 2> /dev/null
    tries=$((tries + 1))
    sleep 0.05
  done
done
for path in /run/netns/"$name"-*; do
  [ -e "$path" ] && ip netns del "\${path##*/}"
done
for path in /sys/class/net/"$name"*; do
  [ -e "$path" ] && ip link del "\${path##*/}" 2> /dev/null
done
rm -rf "$folder"
`

export interface Guard {
  /** Removes everything now and returns what the removal printed about problems, empty when all went well. */
  sweep(): Promise<string>
}

/** Starts the process that cleans up after the lab `name`, at the latest when this process is gone. */
export function startGuard(name: string, folder: string): Guard {
  // A process group of its own: Ctrl-C must not end it. A stray variable must not make it sweep itself.
  const child: ChildProcess = spawn('/bin/sh', ['-c', sweepScript, 'lab-guard', name, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    cwd: '/',
    env: { PATH: searchPath() },
  })
  const exited = once(child, 'exit')
  // Whoever never sweeps hears nothing of a failed start either; sweep() below reports it.
  exited.catch(() => undefined)
  let complaints = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  unrefAll(child)
  return {
    async sweep() {
      child.ref()
      child.stdin?.end()
      await exited
      return complaints
    },
  }
}

/** An open lab must not keep the process of its owner alive. */
function unrefAll(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdin, child.stderr]) {
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}
