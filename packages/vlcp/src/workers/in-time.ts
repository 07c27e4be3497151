/** Longest time a worker may take to answer another one: a hung one must not hold up all. */
const answerTimeoutMs = 10_000

/** The result of a request between processes, or undefined when it failed or is late. */
export async function inTime<T>(request: Promise<T>): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), answerTimeoutMs)
  })
  const result = request.then(
    (value) => ({ value }),
    () => undefined,
  )
  return Promise.race([result, late]).finally(() => clearTimeout(timer))
}
