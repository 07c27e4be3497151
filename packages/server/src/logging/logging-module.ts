import { Module } from '../module/module.ts'
import { loggingModule } from './operations.ts'

/** Shows and changes what is logged while the server runs. */
export class LoggingModule extends Module {
  static override readonly service = 'logging'
  static override readonly summary = 'What the server logs: the level of each logger.'
  override readonly operations = loggingModule(this.host.logging).operations
}
