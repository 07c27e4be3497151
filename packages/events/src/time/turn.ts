let next: Promise<void> | undefined

/** Resolves when sockets, files and timers have had their turn. Those who wait for one turn go on together, in the order they came. */
export function nextTurn(): Promise<void> {
  next ??= new Promise((resolve) =>
    setImmediate(() => {
      next = undefined
      resolve()
    }),
  )
  return next
}
