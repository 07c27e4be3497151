import type { LearnAction, LearnSpecification } from '../../action/learn.ts'
import { bitRange, type Subfield } from '../../action/subfield.ts'
import { DEFAULT_PRIORITY } from '../../flow.ts'
import { fieldByName } from '../../match/fields.ts'
import { formatSubfield } from './subfield.ts'
import type { TableNamer } from './table-namer.ts'
import { formatFieldValue, hex } from './value.ts'

function isWhole(subfield: Subfield): boolean {
  const { field, start, bits } = bitRange(subfield)
  return start === 0 && (bits === fieldByName(field).bits || (field === 'in_port' && bits === 16))
}

function formatMatched(target: Subfield, value: bigint): string {
  if (!isWhole(target)) return `${formatSubfield(target)}=${hex(value)}`
  const field = fieldByName(target.field)
  return `${field.ovsName}=${formatFieldValue(field, value)}`
}

function formatSpecification(specification: LearnSpecification): string {
  if (specification.kind === 'output') return `output:${formatSubfield(specification.source)}`
  const { kind, target } = specification
  if (kind === 'load') {
    const source = 'value' in specification ? hex(specification.value) : formatSubfield(specification.source)
    return `load:${source}->${formatSubfield(target)}`
  }
  if ('value' in specification) return formatMatched(target, specification.value)
  const { source } = specification
  const same = source.field === target.field && bitRange(source).start === bitRange(target).start
  return same ? formatSubfield(target) : `${formatSubfield(target)}=${formatSubfield(source)}`
}

export function formatLearn(action: LearnAction, tableName: TableNamer): string {
  const parts = [`table=${tableName(action.table)}`]
  const add = (name: string, value: number | undefined): void => {
    if (value !== undefined && value !== 0) parts.push(`${name}=${value}`)
  }
  add('idle_timeout', action.idleTimeoutS)
  add('hard_timeout', action.hardTimeoutS)
  add('fin_idle_timeout', action.finIdleTimeoutS)
  add('fin_hard_timeout', action.finHardTimeoutS)
  if (action.priority !== DEFAULT_PRIORITY) parts.push(`priority=${action.priority}`)
  if (action.sendFlowRemoved === true) parts.push('send_flow_rem')
  if (action.deleteLearned === true) parts.push('delete_learned')
  if (action.cookie !== undefined && action.cookie !== 0n) parts.push(`cookie=${hex(action.cookie)}`)
  add('limit', action.limit)
  if (action.result !== undefined) parts.push(`result_dst=${formatSubfield(action.result)}`)
  return `learn(${[...parts, ...action.specifications.map(formatSpecification)].join(',')})`
}
