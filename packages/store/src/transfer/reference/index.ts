export { decodeReference } from './decode-reference.ts'
export { readRdb } from './rdb.ts'
export {
  isMap,
  Reference,
  type ReferenceMap,
  ReferenceObject,
  type ReferenceValue,
  ReferenceValueError,
} from './reference-value.ts'
