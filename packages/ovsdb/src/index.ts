export { type Bridge, type BridgePort, OFPP_LOCAL, openflowPort } from './bridge-port.ts'
export { Bridges, type BridgesChange, type BridgesOptions, type RecordChange, type SwitchReplica } from './bridges.ts'
export { atom, type AtomType, type Columns, type ColumnType, mapOf, one, optional, type Row, setOf } from './column.ts'
export { OvsdbError, type OvsdbErrorCode, TransactionError } from './errors.ts'
export type { Listener } from './listeners.ts'
export {
  type Condition,
  type ConditionFunction,
  type Mutation,
  type Mutator,
  type Operation,
  operation,
  type Results,
  type RowValues,
} from './operation.ts'
export { openReplica, Replica, type ReplicaOptions, type ReplicaState, type ReplicaStatus } from './replica.ts'
export type { Change, RowChange, TableSet } from './row-cache.ts'
export type { RpcOptions } from './rpc-session.ts'
export { switchTables, type SwitchTables } from './switch-tables.ts'
export {
  type Atom,
  encodeValue,
  namedUuid,
  type NamedUuidNotation,
  uuid,
  type UuidNotation,
  type Value,
} from './value.ts'
