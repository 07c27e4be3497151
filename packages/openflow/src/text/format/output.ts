import type { BundleAction, ControllerAction, MultipathAction, SampleAction } from '../../action/action.ts'
import { formatPort, OFPP_CONTROLLER, OFPP_IN_PORT } from '../../action/reserved-ports.ts'
import { isReservedPort } from '../reserved-port.ts'
import { formatSubfield } from './subfield.ts'
import type { TableNamer } from './table-namer.ts'
import { hexOctets } from './value.ts'

/** OFPCML_NO_BUFFER: the whole packet. */
const WHOLE_PACKET = 0xffff

export function formatOutput(port: number, maxLength: number = WHOLE_PACKET): string {
  if (port === OFPP_CONTROLLER) return `CONTROLLER:${maxLength}`
  return isReservedPort(port) ? formatPort(port) : `output:${port}`
}

export function formatController({
  maxLength = WHOLE_PACKET,
  id = 0,
  reason = 'action',
  userdata = new Uint8Array(),
  pause,
  meter,
}: ControllerAction): string {
  const parts: string[] = []
  if (reason !== 'action') parts.push(`reason=${reason}`)
  const onlyLength = parts.length === 0 && id === 0 && userdata.length === 0 && pause !== true && meter === undefined
  if (onlyLength) return formatOutput(OFPP_CONTROLLER, maxLength)
  if (maxLength !== WHOLE_PACKET) parts.push(`max_len=${maxLength}`)
  if (id !== 0) parts.push(`id=${id}`)
  if (userdata.length > 0) parts.push(`userdata=${hexOctets(userdata, '.')}`)
  if (pause === true) parts.push('pause')
  if (meter !== undefined) parts.push(`meter_id=${meter}`)
  return `controller(${parts.join(',')})`
}

export function formatResubmit(
  port: number | undefined,
  table: number | undefined,
  conntrack: boolean,
  tableName: TableNamer,
): string {
  const name = port === undefined || port === OFPP_IN_PORT ? '' : formatPort(port)
  if (name !== '' && table === undefined && !conntrack) return `resubmit:${name}`
  return `resubmit(${name},${table === undefined ? '' : tableName(table)}${conntrack ? ',ct' : ''})`
}

export function formatBundle({ type, fields, basis, algorithm, members, target }: BundleAction): string {
  const into = target === undefined ? '' : `${formatSubfield(target)},`
  return `${type}(${fields},${basis},${algorithm},ofport,${into}members:${members.map(formatPort).join(',')})`
}

export function formatMultipath({ fields, basis, algorithm, links, argument, target }: MultipathAction): string {
  return `multipath(${fields},${basis},${algorithm},${links},${argument},${formatSubfield(target)})`
}

export function formatSample(action: SampleAction): string {
  const { probability, collectorSet, domain, point, port, direction } = action
  const ids = `collector_set_id=${collectorSet},obs_domain_id=${domain},obs_point_id=${point}`
  const sampled = port === undefined ? '' : `,sampling_port=${formatPort(port)}`
  return `sample(probability=${probability},${ids}${sampled}${direction === undefined ? '' : `,${direction}`})`
}
