export { LiteralError } from './literal-error.ts'
export { type LiteralValue, parseLiteral } from './literal.ts'
