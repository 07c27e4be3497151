import { watch, type FSWatcher } from 'node:fs'

/**
 * The database writes its file first, which the operating system reports, and publishes the new state after that. So a
 * second look follows after this time, or the last commit before a rest could be missed.
 */
const settleMs = 50

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
  #settling: NodeJS.Timeout | undefined
  #again = false
  #stopped = false

  constructor(folder: string, pollMs: number, onChange: () => void) {
    this.#folder = folder
    this.#pollMs = pollMs
    this.#onChange = onChange
  }

  start(): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, () => this.#noticeWrite())
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
    clearTimeout(this.#settling)
    this.#watcher?.close()
  }

  #noticeWrite(): void {
    this.#onChange()
    if (this.#settling === undefined) this.#settle()
    else this.#again = true
  }

  #settle(): void {
    this.#again = false
    this.#settling = setTimeout(() => {
      this.#settling = undefined
      this.#onChange()
      if (this.#again && !this.#stopped) this.#settle()
    }, settleMs).unref()
  }
}
