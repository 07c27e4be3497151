import { UnsupportedError } from '../dialect.ts'

export const unsupported10 = (what: string, reason: string): UnsupportedError =>
  new UnsupportedError(what, `${what} has no form in OpenFlow 1.0: it ${reason}`)
