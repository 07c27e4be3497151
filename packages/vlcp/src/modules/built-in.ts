import { Console, LoggingModule, Manager } from '@vlcp/server'
import { ControllerModule } from './controller-module.ts'
import { StoreModule } from './store-module.ts'
import { ViperflowModule } from './viperflow-module.ts'
import { WebModule } from './web-module.ts'

/** The modules of every start; the last one shows all others by HTTP. */
export const builtInModules = [
  StoreModule,
  ControllerModule,
  ViperflowModule,
  Manager,
  LoggingModule,
  Console,
  WebModule,
] as const
