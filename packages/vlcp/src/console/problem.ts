import { reportFailure } from '../report.ts'
import { printable } from '../terminal/printable.ts'
import { Refusal } from './client.ts'

/** Tells of an error; of a defect in the server also where it is, for who mends it. */
export function reportProblem(error: unknown): void {
  reportFailure(error)
  if (!(error instanceof Refusal) || error.origin === undefined) return
  const [, ...frames] = error.origin.split('\n')
  for (const frame of frames) process.stderr.write(`  ${printable(frame)}\n`)
}
