/** Something a real switch may execute and the fake one does not. It is told when a flow is put, so no test passes by it. */
export class NotExecutableError extends Error {
  override readonly name = 'NotExecutableError'
  /** The action, instruction, field or group type. */
  readonly what: string

  constructor(what: string) {
    super(`the fake switch does not execute ${what}`)
    this.what = what
  }
}

/** What a switch answers to a change it refuses: names of an error's type and code (OpenFlow 1.5.1, 7.5.4), and why. */
export interface Refusal {
  readonly type: string
  readonly code: string
  readonly detail: string
}

/** A change that had to succeed was refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`${refusal.type} ${refusal.code}: ${refusal.detail}`)
    this.refusal = refusal
  }
}

export const badAction = (code: string, detail: string): Refusal => ({ type: 'OFPET_BAD_ACTION', code, detail })
export const badMatch = (code: string, detail: string): Refusal => ({ type: 'OFPET_BAD_MATCH', code, detail })
export const badInstruction = (code: string, detail: string): Refusal => ({
  type: 'OFPET_BAD_INSTRUCTION',
  code,
  detail,
})
export const flowModFailed = (code: string, detail: string): Refusal => ({
  type: 'OFPET_FLOW_MOD_FAILED',
  code,
  detail,
})
export const groupModFailed = (code: string, detail: string): Refusal => ({
  type: 'OFPET_GROUP_MOD_FAILED',
  code,
  detail,
})
