import { openController } from '@vlcp/network'
import { Module } from '@vlcp/server'
import { settings } from '../settings.ts'
import { openTls } from '../tls.ts'
import { StoreModule } from './store-module.ts'

/** The module `controller`: keeps the switches as the model says. */
export class ControllerModule extends Module<typeof ControllerModule.settings> {
  static override readonly service = 'controller'
  static override readonly summary = 'The controller itself: its switches, its store, and the flows it keeps.'
  static override readonly dependencies = [StoreModule]
  static override readonly settings = {
    ovsdb: settings.ovsdb,
    openflow: settings.openflow,
    'tls.key': settings['tls.key'],
    'tls.certificate': settings['tls.certificate'],
    'tls.ca': settings['tls.ca'],
    'tls.peerNames': settings['tls.peerNames'],
    'reconciler.auditIntervalMs': settings['reconciler.auditIntervalMs'],
  }
  static override readonly settingsPrefix = ''
  #openflow = ''

  /** Where switches really connect. */
  get openflowAddress(): string {
    return this.#openflow
  }

  protected override async load(): Promise<void> {
    const controller = await openController({
      store: this.dependency(StoreModule).store,
      ovsdb: this.settings.ovsdb,
      openflow: this.settings.openflow,
      tls: openTls(this.settings, this.logger),
      logger: this.logger,
      auditIntervalMs: this.settings['reconciler.auditIntervalMs'],
      // What cannot be told any more, because the module ends, is nobody's loss.
      tell: (happening, attributes) => void this.notify(happening, attributes).catch(() => undefined),
    })
    this.onUnload(() => controller.close())
    this.#openflow = controller.openflowAddress
    this.operations = controller.modules.find(({ name }) => name === this.service)?.operations ?? []
  }
}
