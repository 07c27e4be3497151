export { type StartFlags, readConfiguration, type VlcpConfiguration } from './configuration.ts'
export { Failure } from './failure.ts'
export { type VlcpSettings, settings } from './settings.ts'
export { type Colleagues, formatReady, type Ready, startVlcp } from './start.ts'
