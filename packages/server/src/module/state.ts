import { event } from '@vlcp/events'

/**
 *     notloaded ──► loading ──► loaded ──► succeeded ──► unloading ──► unloaded
 *                      │           │                         │            │
 *                      └───────────┴──► failed ◄─────────────┘            └──► loading
 *
 * `loaded` is a module that has started but not yet said that it is ready; most never stand still there.
 */
export const moduleStates = ['notloaded', 'loading', 'loaded', 'succeeded', 'failed', 'unloading', 'unloaded'] as const

export type ModuleState = (typeof moduleStates)[number]

const following: Readonly<Record<ModuleState, readonly ModuleState[]>> = {
  notloaded: ['loading'],
  loading: ['loaded', 'succeeded', 'failed'],
  loaded: ['succeeded', 'failed'],
  succeeded: ['unloading'],
  failed: ['loading', 'unloading'],
  unloading: ['unloaded', 'failed'],
  unloaded: ['loading'],
}

export function mayFollow(state: ModuleState, next: ModuleState): boolean {
  return following[state].includes(next)
}

/** A module has come to another state. `reason` says why it failed. */
export class ModuleStateChange extends event('service', 'state')<{
  service: string
  state: ModuleState
  before: ModuleState
  reason?: unknown
}> {}

/** What a module tells whoever is interested, by {@link Module.notify}. `target` is its service name. */
export class ModuleNotification extends event('target', 'name')<{
  target: string
  name: string
  attributes: Readonly<Record<string, unknown>>
}> {}
