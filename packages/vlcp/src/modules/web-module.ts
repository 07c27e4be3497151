import { type Dispatcher, Module, type ModuleClass } from '@vlcp/server'
import { parseEndpoint } from '@vlcp/transport'
import { openGateway } from '@vlcp/web'
import { Failure, reasonOf } from '../failure.ts'
import { settings } from '../settings.ts'

const webSettings = {
  api: settings.api,
  'web.token': settings['web.token'],
  'web.allowedHosts': settings['web.allowedHosts'],
  'web.allowGet': settings['web.allowGet'],
  'web.bodyLimitBytes': settings['web.bodyLimitBytes'],
  'web.requestTimeoutMs': settings['web.requestTimeoutMs'],
  'web.closeTimeoutMs': settings['web.closeTimeoutMs'],
}

export interface WebModule extends Module<typeof webSettings> {
  /** Base address of the API with the real port. */
  readonly url: string
}

/** The module `web`: the operations of a dispatcher by HTTP. */
export function webModule(dispatcher: Dispatcher): ModuleClass<WebModule> {
  return class extends Module<typeof webSettings> {
    static override readonly service = 'web'
    static override readonly settings = webSettings
    static override readonly settingsPrefix = ''
    // It ends by itself within `web.closeTimeoutMs`.
    static override readonly limits = { unloadTimeoutMs: 90_000 }
    url = ''

    protected override async load(): Promise<void> {
      const endpoint = parseEndpoint(this.settings.api)
      if (endpoint.kind !== 'tcp') throw new Failure(`the API listens on tcp:ADDRESS:PORT, not on ${this.settings.api}`)
      try {
        const gateway = await openGateway({
          dispatch: dispatcher,
          logger: this.logger,
          host: endpoint.host,
          port: endpoint.port,
          token: this.settings['web.token'] ?? undefined,
          allowedHosts: this.settings['web.allowedHosts'],
          allowGet: this.settings['web.allowGet'],
          bodyLimitBytes: this.settings['web.bodyLimitBytes'],
          requestTimeoutMs: this.settings['web.requestTimeoutMs'],
          closeTimeoutMs: this.settings['web.closeTimeoutMs'],
        })
        this.onUnload(() => gateway.close())
        this.url = gateway.url
      } catch (error) {
        throw new Failure(`the API cannot listen on ${this.settings.api}: ${reasonOf(error)}`, { cause: error })
      }
    }
  }
}
