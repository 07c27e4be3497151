const barWidth = 30
/** A terminal is drawn as often as an eye can follow. */
const drawEveryMs = 100
/** Elsewhere a line each time so much more is done, and none for what is done at once. */
const lineEvery = 0.25

/** Tells on standard error how far a long piece of work is: a bar on a terminal, a few lines elsewhere. */
export class Progress {
  readonly #label: string
  readonly #total: number
  readonly #stream: NodeJS.WriteStream
  readonly #silent: boolean
  #drawnAt = -Infinity
  #told = 0

  constructor(label: string, total: number, { silent = false, stream = process.stderr } = {}) {
    this.#label = label
    this.#total = total
    this.#stream = stream
    this.#silent = silent
  }

  update(done: number): void {
    if (this.#silent || this.#total === 0) return
    const share = Math.min(1, done / this.#total)
    if (this.#stream.isTTY) {
      const now = performance.now()
      if (share < 1 && now - this.#drawnAt < drawEveryMs) return
      this.#drawnAt = now
      this.#stream.write(`\r${formatBar(this.#label, share, done, this.#total)}`)
    } else if (share >= this.#told + lineEvery && (share < 1 || this.#told > 0)) {
      this.#told = Math.floor(share / lineEvery) * lineEvery
      this.#stream.write(`${this.#label}: ${done} of ${this.#total}\n`)
    }
  }

  /** Takes the bar away; what comes next begins on a line of its own. */
  end(): void {
    if (!this.#silent && this.#stream.isTTY && this.#drawnAt > -Infinity) this.#stream.write('\r\u001B[K')
  }
}

/** `import [#########---------------------]  30 %  300 of 1000` */
export function formatBar(label: string, share: number, done: number, total: number): string {
  const full = Math.round(share * barWidth)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `${label} [${'#'.repeat(full)}${'-'.repeat(barWidth - full)}] ${percent} %  ${done} of ${total}`
}
