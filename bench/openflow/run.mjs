// npm run bench -- openflow [codec | responder] [--json] [--quick] [--window=256] [--buffered | --unbuffered]
import { parseArgs } from 'node:util'
import { runCodec } from './codec/run.mjs'
import { runResponder } from './responder/run.mjs'

const MAX_WINDOW = 1024

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    window: { type: 'string', default: '256' },
    buffered: { type: 'boolean', default: false },
    unbuffered: { type: 'boolean', default: false },
  },
})

const parts = {
  codec: () => runCodec(values),
  responder: () => runResponder({ ...values, window, bufferings }),
}
const window = Number(values.window)
// Open vSwitch since 2.7 buffers nothing; hardware switches may.
const bufferings = values.buffered === values.unbuffered ? [false, true] : [values.buffered]
const unknown = positionals.find((name) => !Object.hasOwn(parts, name))

if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". Parts: ${Object.keys(parts).join(', ')}.`)
  process.exitCode = 1
} else if (!Number.isInteger(window) || window < 1 || window > MAX_WINDOW) {
  console.error(`--window is a number from 1 to ${MAX_WINDOW}.`)
  process.exitCode = 1
} else {
  const chosen = positionals.length === 0 ? Object.keys(parts) : positionals
  for (const name of chosen) await parts[name]()
}
