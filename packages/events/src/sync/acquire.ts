import type { Linked, List } from '../list.ts'
import { Wait, type Waiter, type WaitOptions } from '../scheduler/wait.ts'
import { systemClock } from '../time/clock.ts'
import { Timers } from '../time/timers.ts'

export interface AcquireOptions extends WaitOptions {
  /** The routine or container that waits: the wait ends with it, and its scheduler's clock measures the timeout. */
  readonly by?: Waiter & { readonly scheduler: { readonly timers: Timers } }
}

let systemTimers: Timers | undefined

/** Timers for a wait that belongs to nobody. */
export function timersOf({ by, timeoutMs }: AcquireOptions): Timers | undefined {
  if (by !== undefined) return by.scheduler.timers
  if (timeoutMs === undefined) return undefined
  return (systemTimers ??= new Timers(systemClock, (error) => {
    throw error
  }))
}

/** Stands in line for something. */
export class Place extends Wait<void> implements Linked<Place> {
  previous: Place | undefined
  next: Place | undefined
  list: object | undefined
  /** Told how it ended, before anybody else. */
  whenOver: ((got: boolean) => void) | undefined
  readonly use: number
  readonly #line: List<Place>
  readonly what: string

  constructor(line: List<Place>, what: string, use = 1) {
    super()
    this.what = what
    this.use = use
    this.#line = line
    line.push(this)
  }

  override settle(): void {
    if (this.isOpen) this.whenOver?.(true)
    super.settle()
  }

  override fail(error: unknown): void {
    if (this.isOpen) this.whenOver?.(false)
    super.fail(error)
  }

  protected leave(): void {
    this.#line.remove(this)
  }
}

/** Gets in line. @returns the place; its promise settles when its turn comes. */
export function standInLine(line: List<Place>, what: string, options: AcquireOptions, use?: number): Place {
  return new Place(line, what, use).limit(options, timersOf(options), options.by)
}
