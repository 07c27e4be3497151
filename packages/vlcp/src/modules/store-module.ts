import { Module } from '@vlcp/server'
import { Store } from '@vlcp/store'
import { Announcement } from '../store/running-server.ts'
import { openDriver } from '../store/open-driver.ts'
import { formatPlace, storePlace } from '../store/store-place.ts'
import { storeSettings } from './store-settings.ts'

/** The module `store`: where the network model is kept. */
export class StoreModule extends Module<typeof StoreModule.settings> {
  static override readonly service = 'store'
  static override readonly settings = storeSettings
  static override readonly settingsPrefix = ''
  /** The folder or the address of the server, for people. */
  readonly place: string = formatPlace(storePlace(this.settings))
  #store: Store | undefined

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store is not open')
    return this.#store
  }

  protected override async load(): Promise<void> {
    const driver = await openDriver(this.settings, (warning) => this.logger.warn(warning))
    const store = new Store(driver, {
      onProblem: (problem) => this.logger.error(problem, 'an object in the store cannot be read'),
    })
    this.onUnload(() => store.close())
    const announcement = new Announcement(store, this.logger)
    this.onUnload(() => announcement.close())
    this.#store = store
  }
}
