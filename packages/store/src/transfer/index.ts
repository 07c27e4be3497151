export { describeDifference } from './difference.ts'
export {
  exportFormat,
  exportVersion,
  type ExportedEntry,
  type ExportHeader,
  type ExportTrailer,
} from './export-line.ts'
export { compareKeys, exportLines } from './export-lines.ts'
export { ExportError, ExportParser, type ParsedExport } from './export-parser.ts'
export { leaseIn } from '../lease-mark.ts'
export { type ImportMode, inBatches, type PlannedWrite, planImport } from './import-plan.ts'
export * from './reference/index.ts'
