// @ts-check
// Progress of long steps: on a terminal one live line for each, in a pipe one plain line when it is over.

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 100

const isTerminal = process.stdout.isTTY === true
const withColour = isTerminal && process.env['NO_COLOR'] === undefined

/** @param {number} code @returns {(text: string) => string} */
const colour = (code) => (text) => (withColour ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = colour(1)
export const dim = colour(2)
export const red = colour(31)
export const green = colour(32)

/** Replaces the current line of the terminal. @param {string} text */
function rewriteLine(text) {
  // Zero on a terminal that does not know.
  const width = process.stdout.columns || 80
  process.stdout.write(`\r\u001b[2K${text.length < width ? text : `${text.slice(0, width - 2)}…`}`)
}

/**
 * Runs `work` and shows that it is under way, then that it is done, with its time.
 * `work` is given a function that shows what it is doing at the moment.
 *
 * @template T
 * @param {string} title
 * @param {(report: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now()
  let doing = ''
  let frame = 0
  const draw = () => rewriteLine(`${frames[frame++ % frames.length]} ${title} ${doing}`)
  const timer = isTerminal ? setInterval(draw, frameMs) : undefined
  try {
    const result = await work((text) => {
      doing = text
    })
    finish(`${green('✔')} ${title} ${dim(`${((performance.now() - start) / 1000).toFixed(1)} s`)}`)
    return result
  } catch (error) {
    finish(`${red('✘')} ${title}`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** @param {string} line */
function finish(line) {
  if (isTerminal) rewriteLine('')
  process.stdout.write(`${line}\n`)
}
