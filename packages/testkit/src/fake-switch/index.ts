export { NotExecutableError, type Refusal, RefusedError } from './errors.ts'
export { type CountedFlow, FakeSwitch, type FakeSwitchOptions } from './fake-switch.ts'
export type { FakePort } from './ports.ts'
export type { Output, ToController, Verdict } from './verdict.ts'
