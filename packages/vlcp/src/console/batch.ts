import { createInterface } from 'node:readline'
import type { Attached } from './command.ts'
import { executeLine } from './execute.ts'
import { reportProblem } from './problem.ts'

/** Runs the lines of standard input, whatever becomes of each. @returns whether all went well. */
export async function runLines(attached: Attached): Promise<boolean> {
  let isWell = true
  let isLost = false
  void attached.client.ended.then(() => (isLost = true))
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await executeLine(attached, line)
    } catch (error) {
      isWell = false
      reportProblem(error)
    }
    if (isLost || attached.signal.aborted) break
  }
  return isWell
}
