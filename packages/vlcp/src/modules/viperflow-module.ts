import { viperflow } from '@vlcp/network'
import { Module } from '@vlcp/server'
import { StoreModule } from './store-module.ts'

/** The module `viperflow`: the network model. */
export class ViperflowModule extends Module {
  static override readonly service = 'viperflow'
  static override readonly summary = 'Physical and logical networks and their ports'
  static override readonly dependencies = [StoreModule]
  override readonly operations = viperflow(this.dependency(StoreModule).store).operations
}
