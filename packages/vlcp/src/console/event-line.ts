import type { ShownEvent } from '@vlcp/server'
import { printable } from '../terminal/printable.ts'
import { type Output, styled } from '../terminal/style.ts'

/** One event as a line for a person: `14:03:22.120 PortChange dpid=s1 port=3 up=true`. */
export function formatEvent({ event, at, indices, attributes }: ShownEvent, output: Output): string {
  const fields = [...membersOf('', indices), ...membersOf('', attributes)].map(
    ([name, value]) => `${styled(output, 'dim', `${printable(name)}=`)}${printable(formatValue(value))}`,
  )
  return [styled(output, 'dim', timeOfDay(at)), styled(output, 'bold', printable(event)), ...fields].join(' ')
}

/** Members by the names a filter has for them: `attributes.port`. */
function membersOf(prefix: string, members: object): [name: string, value: unknown][] {
  return Object.entries(members).flatMap(([name, value]: [string, unknown]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && Object.keys(value).length > 0
      ? membersOf(`${prefix}${name}.`, value)
      : [[`${prefix}${name}`, value] as [string, unknown]]
  })
}

/** As it can be written in a filter. */
function formatValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^[^\s"'=[\]{}]+$/.test(value) ? value : JSON.stringify(value)
}

function timeOfDay(at: number): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
