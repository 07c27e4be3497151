import { formatOrigin } from './origin.ts'
import type { ClaimedSettings } from './sources.ts'
import { formatYaml } from './yaml-line.ts'

/** The effective configuration as a YAML file, each value with its meaning and its origin as comments. */
export function printConfiguration({ settings, values, origins }: ClaimedSettings): string {
  return Object.entries(settings)
    .map(([key, each]) => {
      const hidden = each.secret === true && values[key] !== each.default
      const origin = origins[key]
      const unit = each.unit === undefined ? '' : ` Unit: ${each.unit}.`
      const from = origin === undefined ? '' : ` From: ${formatOrigin(origin)}.`
      const renamed = origin?.as === undefined ? '' : `# ${origin.as} is its name in the Python VLCP.\n`
      const value = hidden ? `# ${key}: set, not shown\n` : formatYaml(key, values[key])
      return `# ${each.description}${unit}${from}\n${renamed}${value}`
    })
    .join('\n')
}
