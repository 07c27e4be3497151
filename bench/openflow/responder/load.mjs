// One measurement: switches connect, hosts are learned, answers are checked, then time is taken.
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { FLOW_MOD } from './offsets.mjs'
import { SimulatedSwitch } from './simulated-switch.mjs'
import { conversations, greetings, hostsOf } from './traffic.mjs'
import { faultOf, strayFault } from './verdict.mjs'

const ANSWER_DEADLINE_MS = 10_000
const RETRY_MS = 200
const STALL_MS = 250
/** Linux counts processor time of others in these ticks; USER_HZ is 100 on every architecture Node runs on. */
const TICK_MS = 10

/** Milliseconds of processor time a process has taken. */
function processorMs(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Sends each packet until it is answered, and looks at the answers. */
async function converse(one, version, packets, installsFlow) {
  const waiting = new Map()
  let flows = 0
  const faults = []
  one.onAnswer = (sequence, bytes) => {
    const packet = waiting.get(sequence)
    const fault = packet === undefined ? strayFault(version, packets, bytes) : faultOf(version, packet, bytes)
    if (fault !== undefined) faults.push(fault)
    if (bytes[1] === FLOW_MOD) flows++
    if (packet !== undefined) packet.answered = true
  }
  const end = Date.now() + ANSWER_DEADLINE_MS
  for (let left = packets; left.length > 0; left = left.filter((packet) => packet.answered !== true)) {
    if (one.closed) throw new Error('the connection ended')
    if (Date.now() > end) throw new Error(`${left.length} of ${packets.length} packet-ins were never answered`)
    for (const packet of left) waiting.set(one.send(packet), packet)
    const retry = Date.now() + RETRY_MS
    while (Date.now() < retry && left.some((packet) => packet.answered !== true)) await delay(1)
  }
  one.onAnswer = undefined
  one.window.abandon()
  if (faults.length > 0) throw new Error(`wrong answers: ${[...new Set(faults)].slice(0, 3).join('; ')}`)
  if (installsFlow && flows === 0) throw new Error('not one packet-in was answered with a flow')
}

function total(switches, pick) {
  return switches.reduce((sum, one) => sum + pick(one.window), 0)
}

/** Without answers at all nothing would ever be sent again, as lost answers never give their place back. */
function watchForStalls(switches) {
  const before = switches.map(() => -1)
  return setInterval(() => {
    switches.forEach((one, i) => {
      if (one.window.answered === before[i]) one.restart()
      before[i] = one.window.answered
    })
  }, STALL_MS)
}

async function measure(switches, { version, hosts, limit, warmUpMs, measureMs, pid }) {
  switches.forEach((one, i) => one.run(conversations(version, hosts[i]), limit))
  const timer = watchForStalls(switches)
  await delay(warmUpMs)
  const sample = () => ({
    ms: performance.now(),
    answered: total(switches, (window) => window.answered),
    lost: total(switches, (window) => window.lost),
    own: process.cpuUsage(),
    peerMs: processorMs(pid),
  })
  const first = sample()
  await delay(measureMs)
  const last = sample()
  clearInterval(timer)
  for (const one of switches) one.stop()
  const ms = last.ms - first.ms
  const ownMs = (last.own.user + last.own.system - first.own.user - first.own.system) / 1000
  return {
    perSecond: ((last.answered - first.answered) * 1000) / ms,
    lost: last.lost - first.lost,
    generatorBusy: ownMs / ms,
    peerBusy: (last.peerMs - first.peerMs) / ms,
  }
}

/**
 * @param {{ port: number, pid: number, version: 1 | 4, switches: number, limit: number, buffered: boolean,
 *   warmUpMs: number, measureMs: number }} order `limit`: packet-ins outstanding per switch
 */
export async function load(order) {
  const { port, version, buffered } = order
  let fail = () => {}
  const failure = new Promise((_, reject) => (fail = reject))
  const switches = []
  const work = async () => {
    const hosts = Array.from({ length: order.switches }, (_, i) => hostsOf(i))
    for (let switchNumber = 0; switchNumber < order.switches; switchNumber++)
      switches.push(new SimulatedSwitch({ port, version, switchNumber, buffered, failed: fail }))
    await Promise.all(switches.map((one, i) => converse(one, version, greetings(version, hosts[i]), false)))
    await Promise.all(
      switches.map((one, i) => converse(one, version, conversations(version, hosts[i]).slice(0, 64), true)),
    )
    return measure(switches, { ...order, hosts })
  }
  try {
    return await Promise.race([work(), failure])
  } finally {
    for (const one of switches) one.end()
  }
}
