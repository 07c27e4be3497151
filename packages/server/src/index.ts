export type { Flags } from './configuration/command-line.ts'
export { ConfigurationError } from './configuration/errors.ts'
export { documentConfiguration } from './configuration/documentation.ts'
export type { Environment } from './configuration/environment.ts'
export type { ConfigurationFile } from './configuration/file.ts'
export { importConfiguration } from './configuration/import.ts'
export { formatOrigin, type Origin } from './configuration/origin.ts'
export { printConfiguration } from './configuration/print.ts'
export type { ReferenceKey, Translation } from './configuration/reference-key.ts'
export { environmentName, setting, type Setting, type Settings, type SettingValues } from './configuration/setting.ts'
export {
  type ClaimedSettings,
  type Configuration,
  ConfigurationSources,
  loadConfiguration,
  type SourceOptions,
} from './configuration/sources.ts'
export { describeSchema } from './describe-schema.ts'
export { type OperationDescription, type ParameterDescription } from './discovery.ts'
export { type CallOptions, dispatch, type Dispatcher, type DispatchOptions } from './dispatch.ts'
export { OperationError, type OperationErrorCode } from './errors.ts'
export { type EffectiveLevel, everyLogger, logLevels, type LogLevel } from './logging/level.ts'
export { limited, type LimitedLogger, type LimitedOptions } from './logging/limited.ts'
export { createLogging, type Logger, type Logging, type LoggingOptions, type LogSink } from './logging/logging.ts'
export { loggingModule } from './logging/operations.ts'
export { nearestName } from './nearest-name.ts'
export { operation, type CallContext, type Operation, type OperationModule } from './operation.ts'
export { Lifecycle, type LifecycleOptions } from './process/lifecycle.ts'
export { runService, type ServiceOptions } from './process/run-service.ts'
export { ServiceManager, type ServiceManagerOptions } from './process/service-manager.ts'
export type { SchemaNode } from './schema-node.ts'
export { compileValidator, type Validate, type ValidateOptions } from './validation.ts'
