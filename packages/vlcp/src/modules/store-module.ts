import { Module } from '@vlcp/server'
import { openEmbedded, Store } from '@vlcp/store'
import { settings } from '../settings.ts'

/** The module `store`: where the network model is kept. */
export class StoreModule extends Module<typeof StoreModule.settings> {
  static override readonly service = 'store'
  static override readonly settings = { store: settings.store }
  static override readonly settingsPrefix = ''
  readonly folder: string = this.settings.store.slice('file:'.length)
  #store: Store | undefined

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store is not open')
    return this.#store
  }

  protected override async load(): Promise<void> {
    const driver = await openEmbedded(this.folder)
    const store = new Store(driver, {
      onProblem: (problem) => this.logger.error(problem, 'an object in the store cannot be read'),
    })
    this.onUnload(() => store.close())
    this.#store = store
  }
}
