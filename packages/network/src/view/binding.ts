import type { LocalPortEntry, PhysicalPortEntry } from './inputs.ts'

/** An interface of this switch that leads to a physical network. */
export interface PhysicalBinding {
  readonly interface: string
  readonly port: number
  readonly physicalNetwork: string
}

const WILDCARD = '%'

function specificity({ vhost, systemid, bridge, name }: PhysicalPortEntry): string {
  // Compared as text: the first part that is not a wildcard on one side only decides.
  return [vhost, systemid, bridge, name].map((part) => (part === WILDCARD ? '0' : '1')).join('')
}

/**
 * The physical network an interface belongs to: of the records that fit it, the most specific one, compared in the
 * order vhost, system id, bridge. A record whose name is a wildcard would take every port and is never used.
 */
export function physicalBinding(
  local: LocalPortEntry,
  records: readonly PhysicalPortEntry[],
): PhysicalBinding | undefined {
  const fits = (pattern: string, actual: string): boolean => pattern === WILDCARD || pattern === actual
  const [best] = records
    .filter(({ name }) => name !== WILDCARD && name === local.name)
    .filter((record) => fits(record.vhost, local.vhost))
    .filter((record) => fits(record.systemid, local.systemid) && fits(record.bridge, local.bridge))
    .toSorted((a, b) => (specificity(a) < specificity(b) ? 1 : -1))
  return best && { interface: local.name, port: local.port, physicalNetwork: best.physicalNetwork }
}
