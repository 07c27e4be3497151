import { watch, type FSWatcher } from 'node:fs'

/**
 * Notices that another process may have written to the folder: at once when the operating system reports it, in any
 * case every `pollMs`. Reports too often rather than too seldom. Does not keep the process alive.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #pollMs: number
  readonly #onChange: () => void
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(folder: string, pollMs: number, onChange: () => void) {
    this.#folder = folder
    this.#pollMs = pollMs
    this.#onChange = onChange
  }

  /** Begins to watch; without effect when it does already. */
  start(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(this.#onChange, this.#pollMs).unref()
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, this.#onChange)
      // Out of inotify watches, folder moved away: the timer goes on alone.
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch {
      this.#watcher = undefined
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#watcher?.close()
  }
}
