const SLAB_BYTES = 16 * 1024
/** Longer ones get memory of their own, so that nobody who keeps a few octets keeps much more than a slab. */
const MAX_SHARED_BYTES = 2 * 1024

/**
 * Copies of messages that outlive the turn, side by side in larger pieces of memory: to allocate each by itself costs more
 * than to decode it.
 */
export class Slab {
  #memory = new ArrayBuffer(SLAB_BYTES)
  #used = 0

  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length > MAX_SHARED_BYTES) return new Uint8Array(bytes)
    if (this.#used + bytes.length > SLAB_BYTES) {
      this.#memory = new ArrayBuffer(SLAB_BYTES)
      this.#used = 0
    }
    const copy = new Uint8Array(this.#memory, this.#used, bytes.length)
    copy.set(bytes)
    this.#used += bytes.length
    return copy
  }
}
