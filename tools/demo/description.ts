import { formatMatrix, isAsExpected, type Bridge, type Controller, type MatrixCell } from '@vlcp/testkit'
import { bold, dim, green, red } from '../progress.mjs'
import type { Tenant } from './tenants.ts'

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

/** The endpoints and their addresses, a line each. */
export function describeTenants(tenants: readonly Tenant[]): string {
  const lines = tenants.flatMap(({ name: tenant, endpoints }) =>
    endpoints.map(({ name, mac, ip }) => `${name.padEnd(5)}  ${`tenant ${tenant}`.padEnd(11)}  ${mac}  ${ip}`),
  )
  return `${bold('Both tenants use the same addresses:')}\n${indent(lines.join('\n'))}\n`
}

/** Who reached whom, and whether that is as it should be. */
export function describeReach(cells: readonly MatrixCell[]): string {
  const table = formatMatrix(cells, (text, cell) => {
    if (!isAsExpected(cell)) return red(text)
    return cell.reach === 'yes' ? green(text) : dim(text)
  })
  const count = (expected: boolean): string => {
    const asked = cells.filter((cell) => cell.expected === expected)
    return `${asked.filter(isAsExpected).length} of ${asked.length}`
  }
  return [
    bold('Who can ping whom:'),
    indent(table),
    '',
    `  yes  ${count(true)} pairs that belong together reach each other`,
    `  no   ${count(false)} pairs of different tenants are kept apart`,
    dim('  -    the same address, so there is nothing to send'),
    ...(cells.every(isAsExpected) ? [] : [red('  !    not as it should be')]),
  ].join('\n')
}

/** Where the controller is, and what to try. */
export function describeNextSteps(bridge: Bridge, controller: Controller): string {
  const commands = [
    `npx vlcp status --api ${controller.api}`,
    `npx vlcp flows ${bridge.name} --api ${controller.api}`,
    `npx vlcp call viperflow listlogicalports --api ${controller.api}`,
  ]
  return [
    '',
    `${bold('API')}       ${controller.api}`,
    `${bold('OpenFlow')}  ${controller.openflow}`,
    `${bold('OVSDB')}     ${bridge.ovs.database}`,
    '',
    bold('Try next, in another terminal:'),
    indent(commands.join('\n')),
    '',
    'Ctrl-C ends the demonstration and removes everything it made.',
    '',
  ].join('\n')
}
