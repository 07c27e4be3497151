// Which packet-ins of one switch wait for an answer. Each counts once, however many messages answer it.

const SLOTS = 4096
const FREE = 0

export class Window {
  /** The number in each slot; a number that is still there when its slot is needed again was never answered. */
  #slots = new Uint32Array(SLOTS).fill(FREE)
  #next = 1
  outstanding = 0
  answered = 0
  lost = 0

  /** Takes the next number. */
  open() {
    const sequence = this.#next
    this.#next = sequence === 0x7fffffff ? 1 : sequence + 1
    const slot = sequence % SLOTS
    if (this.#slots[slot] === FREE) this.outstanding++
    else this.lost++
    this.#slots[slot] = sequence
    return sequence
  }

  /** Whether this is the first answer to that packet-in. */
  close(sequence) {
    const slot = sequence % SLOTS
    if (sequence === FREE || this.#slots[slot] !== sequence) return false
    this.#slots[slot] = FREE
    this.outstanding--
    this.answered++
    return true
  }

  /** Gives up what waits. */
  abandon() {
    this.lost += this.outstanding
    this.outstanding = 0
    this.#slots.fill(FREE)
  }
}
