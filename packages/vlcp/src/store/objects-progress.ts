import type { ObjectsProgress } from '@vlcp/store'
import { Progress } from './progress.ts'

/** Shows how far a walk over objects is; each class and phase has a bar of its own. */
export function tellProgress(options: { readonly silent?: boolean }): (step: ObjectsProgress) => void {
  let label = ''
  let progress: Progress | undefined
  return ({ className, phase, done, total }) => {
    if (progress === undefined || label !== `${phase} ${className}`) {
      label = `${phase} ${className}`
      progress = new Progress(label, total, options)
    }
    progress.update(done)
    if (done === total) progress.end()
  }
}
