import { watch, type FSWatcher } from 'node:fs'

/**
 * The database writes its file first, which the operating system reports, and publishes the new state a moment after
 * that. So further looks follow, each after twice the pause of the one before: the last commit before a rest is seen
 * soon, and on a busy machine at all.
 */
const firstPauseMs = 1
const longestPauseMs = 64

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
    this.#lookAgain(firstPauseMs)
  }

  #lookAgain(pauseMs: number): void {
    clearTimeout(this.#settling)
    if (this.#stopped) return
    this.#settling = setTimeout(() => {
      this.#onChange()
      if (pauseMs < longestPauseMs) this.#lookAgain(pauseMs * 2)
    }, pauseMs).unref()
  }
}
