import { watch, type FSWatcher } from 'node:fs'

/**
 * Notices that another process may have written to the folder: at once when the operating system reports it, in any
 * case every `pollMs` where somebody waits for it. Reports too often rather than too seldom. Does not keep the process
 * alive.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #pollMs: number
  readonly #onChange: () => void
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(folder: string, pollMs: number, onChange: () => void) {
    this.#folder = folder
    this.#pollMs = pollMs
    this.#onChange = onChange
  }

  start(): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, this.#onChange)
      // Out of inotify watches, folder moved away: the timer goes on alone.
      this.#watcher.on('error', () => {
        this.#watcher?.close()
        this.poll()
      })
    } catch {
      this.poll()
    }
  }

  /** From now on looks by itself too, in case the operating system does not tell. */
  poll(): void {
    if (!this.#stopped) this.#timer ??= setInterval(this.#onChange, this.#pollMs).unref()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
    this.#watcher?.close()
  }
}
