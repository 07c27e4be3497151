// How every bench takes time: contenders take turns, so that whatever else the machine does hits all of them.

/** Results of timed calls end up here, so that no call can be left out as useless. */
let sink = 0

export function median(list) {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]
}

/** Nanoseconds per call over about `ms` milliseconds. */
export function time(run, ms) {
  let calls = 0
  const start = process.hrtime.bigint()
  const end = start + BigInt(ms * 1e6)
  let now = start
  for (let batch = 16; now < end; batch = Math.min(batch * 2, 4096)) {
    for (let i = 0; i < batch; i++) if (run() === undefined) sink++
    calls += batch
    now = process.hrtime.bigint()
  }
  if (sink > 0) throw new Error('a contender returned nothing')
  return Number(now - start) / calls
}

/** Nanoseconds per call in each round, for each of the tasks. */
export function takeTurns(tasks, { rounds, warmUpMs = 300, roundMs = 60 }) {
  for (const task of tasks) time(task.run, warmUpMs)
  const samples = tasks.map(() => [])
  for (let round = 0; round < rounds; round++) tasks.forEach((task, i) => samples[i].push(time(task.run, roundMs)))
  return samples
}
