export { OperationError, type OperationErrorCode } from './errors.ts'
export { operation, type CallContext, type Operation, type OperationModule } from './operation.ts'
