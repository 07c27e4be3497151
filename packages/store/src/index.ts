export { formatCanonical } from './canonical-json.ts'
export {
  defaultRequestMs,
  type CommitRecord,
  type CommitRequest,
  type CommitResult,
  type Driver,
  type Entry,
  type FeedItem,
  type Gap,
  type Health,
  type KeyChange,
  type Lease,
  type Limits,
  type ReadRequest,
  type ReadResult,
  type RequestOptions,
} from './driver.ts'
export { openEmbedded, type EmbeddedOptions } from './drivers/embedded/embedded.ts'
export { MemorySpace, type MemorySpaceOptions } from './drivers/memory-space.ts'
export { openMemory } from './drivers/memory.ts'
export { DanglingError, ReferencedError, StoreError, UniqueError, type StoreErrorCode } from './errors.ts'
export { escapePart, keyOf, storageKey, unescapePart } from './keys.ts'
export {
  changeOf,
  type ChangeSet,
  type Mirror,
  type MirrorOptions,
  type MirrorSnapshot,
  type MirrorStatus,
  type ObjectChange,
  type WaitOptions,
} from './mirror/mirror.ts'
export {
  objectClass,
  type Immutable,
  type IndexMap,
  type KeyOf,
  type ObjectClass,
  type ObjectClassDefinition,
  type ObjectOf,
} from './object-class.ts'
export { type ObjectsOptions, type ObjectsProgress } from './objects/batches.ts'
export { type CheckFinding, checkObjects, type CheckOptions, type CheckReport } from './objects/check-objects.ts'
export { type Finding, type FindingKind } from './objects/compare-entries.ts'
export { migrateObjects, type MigrateReport } from './objects/migrate-objects.ts'
export { follow, followAll, type TargetOf } from './objects/follow.ts'
export {
  type OnDelete,
  type Reference,
  type ReferenceDefinition,
  type ReferenceMap,
  type References,
} from './objects/reference.ts'
export { type Attributes, type Migrations } from './objects/version.ts'
export { type TransactOptions } from './retry.ts'
export { type StoreProblem } from './problems.ts'
export { Store, type Committed, type StoreOptions } from './store.ts'
export { type LeaseEnd, type LeaseOptions, type StoreLease } from './store-lease.ts'
export { type PutOptions, type Reader, type Transaction } from './transaction.ts'
