// How much of the processors' time others have taken: what was busy on the machine and was neither we nor our children.
import { readdirSync, readFileSync } from 'node:fs'

const ticksOf = (list) => list.reduce((sum, ticks) => sum + Number(ticks), 0)

function readMachine() {
  // user nice system idle iowait irq softirq steal
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/)
  const all = ticksOf(fields.slice(0, 8))
  return { all, busy: all - Number(fields[3]) - Number(fields[4]) }
}

/** Ticks by process, its ended children included. */
function readProcesses() {
  const processes = new Map()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      processes.set(Number(pid), { parent: Number(fields[1]), ticks: ticksOf(fields.slice(11, 15)) })
    } catch {
      // It has ended.
    }
  }
  return processes
}

function readOwn() {
  const processes = readProcesses()
  const isOwn = (pid) => pid === process.pid || (processes.has(pid) && isOwn(processes.get(pid).parent))
  return ticksOf([...processes].filter(([pid]) => isOwn(pid)).map(([, { ticks }]) => ticks))
}

/** @returns a function that tells the share of others since; undefined where the system does not say */
export function watchProcessors() {
  try {
    const [machine, own] = [readMachine(), readOwn()]
    return () => {
      const now = readMachine()
      return Math.max(0, (now.busy - machine.busy - (readOwn() - own)) / (now.all - machine.all))
    }
  } catch {
    return () => undefined
  }
}
