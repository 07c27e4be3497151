export { finishConfiguration, type OpenConfiguration, openConfiguration, type StartFlags } from './configuration.ts'
export { Failure } from './failure.ts'
export { type VlcpSettings, settings } from './settings.ts'
export { formatReady, type Ready, startVlcp } from './start.ts'
