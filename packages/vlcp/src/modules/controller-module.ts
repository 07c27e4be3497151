import { type Controller, openController } from '@vlcp/network'
import { type Dispatcher, Module } from '@vlcp/server'
import { settings } from '../settings.ts'
import { openTls } from '../tls.ts'
import { StoreModule } from './store-module.ts'

/** The other processes that serve the same API and the same switches, when this one is a worker among several. */
export interface Colleagues {
  /** Makes operations answer for all workers, not only for this one, whose own they are given. */
  share(own: Dispatcher): Dispatcher
  /** Whether this worker may manage a switch that has connected to it. */
  claim(datapathId: bigint): Promise<boolean>
  /** Is given the means to answer for this worker when others claim a switch. */
  onController(controller: Controller): void
}

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
  protected readonly colleagues: Colleagues | undefined
  #controller: Controller | undefined

  /** Where switches really connect. */
  get openflowAddress(): string {
    return this.#controller?.openflowAddress ?? ''
  }

  get connectedSwitches(): number {
    return this.#controller?.connectedSwitches ?? 0
  }

  protected override async load(): Promise<void> {
    const { colleagues } = this
    const controller = await openController({
      store: this.dependency(StoreModule).store,
      ovsdb: this.settings.ovsdb,
      openflow: this.settings.openflow,
      tls: openTls(this.settings, this.logger),
      logger: this.logger,
      auditIntervalMs: this.settings['reconciler.auditIntervalMs'],
      claim: colleagues && ((datapathId) => colleagues.claim(datapathId)),
      // What cannot be told any more, because the module ends, is nobody's loss.
      tell: (happening, attributes) => void this.notify(happening, attributes).catch(() => undefined),
    })
    this.onUnload(() => controller.close())
    this.#controller = controller
    colleagues?.onController(controller)
    this.operations = controller.modules.find(({ name }) => name === this.service)?.operations ?? []
  }
}

/** The module `controller` of one worker among several. */
export const controllerAmong = (colleagues: Colleagues): typeof ControllerModule =>
  class WorkerController extends ControllerModule {
    protected override readonly colleagues = colleagues
  }
