import { Console, LoggingModule, Manager, type Settings, settingsOf } from '@vlcp/server'
import { settings } from '../settings.ts'
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

/** All keys of a start without modules of a user: our own, and what can be said of each module. */
export const builtInSettings: Settings = Object.assign({}, settings, ...builtInModules.map(settingsOf))
