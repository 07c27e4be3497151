/** Messages of every kind, for tests of this package and of what stands on it. */
export { type GoldenMessage, goldenMessages } from './golden.ts'
export { type Kind, kindOf, kindsOf, VERSIONS } from './kind.ts'
export { madeMessages } from './made.ts'
