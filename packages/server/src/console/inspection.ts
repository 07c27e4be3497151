import { routinesOf, type Scheduler } from '@vlcp/events'
import Type from 'typebox'
import type { Hosting } from '../module/context.ts'
import type { Module, ModuleClass } from '../module/module.ts'
import { serviceOf } from '../module/module-class.ts'
import { type Operation, operation } from '../operation.ts'
import { protocolVersion } from './protocol.ts'

const nothing = Type.Object({}, { additionalProperties: false })

export interface Inspected {
  readonly host: Hosting
  readonly scheduler: Scheduler
  /** Consoles that are attached. */
  readonly consoles: () => number
}

/** What a console shows of the server without changing it. */
export function inspections({ host, scheduler, consoles }: Inspected): readonly Operation[] {
  return [
    operation({
      name: 'status',
      summary: 'The process, and how much of everything there is.',
      params: nothing,
      mutates: false,
      run: () => ({
        protocol: protocolVersion,
        pid: process.pid,
        node: process.version,
        uptime_s: Math.round(process.uptime()),
        memory_bytes: process.memoryUsage.rss(),
        modules: countStates(host),
        routines: routinesOf(scheduler).length,
        events: { waiting: scheduler.queue.length, passed: scheduler.metrics().queue.passed },
        timers: scheduler.timers.size,
        consoles: consoles(),
      }),
    }),
    operation({
      name: 'modules',
      summary: 'The modules that were loaded; of one also its settings.',
      params: Type.Object({ module: Type.Optional(Type.String()) }, { additionalProperties: false }),
      mutates: false,
      run: ({ module }) => (module === undefined ? host.status() : showModule(host, module)),
    }),
    operation({
      name: 'queues',
      summary: 'The queues of events, who reads them, and who waits.',
      params: nothing,
      mutates: false,
      run: () => scheduler.metrics(),
    }),
    operation({
      name: 'routines',
      summary: 'The routines that run, since when, and what they wait for.',
      params: nothing,
      mutates: false,
      run: () =>
        routinesOf(scheduler).map(({ name, ageMs, waitsFor }) => ({
          name,
          age_ms: Math.round(ageMs),
          waits: waitsFor,
        })),
    }),
  ]
}

function countStates(host: Hosting): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { state } of host.status()) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

function showModule(host: Hosting, name: string): object {
  const found = host.status().find(({ service }) => service === name)
  if (found?.state === 'succeeded') return { ...found, settings: settingsOf(host.get(name)) }
  // Says which name may have been meant.
  return found ?? host.get(name)
}

/** Its settings by their full keys; of a secret only whether it is set. */
function settingsOf(module: Module): Readonly<Record<string, unknown>> {
  const of = module.constructor as ModuleClass
  const values = Object(Reflect.get(module, 'settings')) as Readonly<Record<string, unknown>>
  const prefix = of.settingsPrefix ?? `module.${serviceOf(of)}.`
  return Object.fromEntries(
    Object.entries(of.settings).map(([key, { secret, default: preset }]) => {
      const isHidden = secret === true && values[key] !== preset
      return [`${prefix}${key}`, isHidden ? '(set, not shown)' : values[key]]
    }),
  )
}
