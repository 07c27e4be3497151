/**
 * What runs in each thread: it imports the module, calls the function and posts what it returns, and what a generator yields on
 * the way. It is a text, so that it needs no file of its own wherever this package is bundled to.
 */
export const workerSource = `
const { parentPort } = require('node:worker_threads')
const run = async ({ module, name, args }) => {
  const loaded = await import(module)
  if (typeof loaded[name] !== 'function') throw new TypeError(module.slice(0, 200) + ' exports no function ' + name)
  const result = await loaded[name](...args)
  if (typeof result?.next !== 'function') return result
  for (;;) {
    const { done, value } = await result.next()
    if (done) return value
    parentPort.postMessage({ progress: value })
  }
}
parentPort.on('message', (task) => {
  run(task).then((value) => parentPort.postMessage({ value })).catch((error) => {
    try { parentPort.postMessage({ error }) } catch { parentPort.postMessage({ error: new Error(String(error)) }) }
  })
})
`
