import { limited, Module } from '@vlcp/server'
import { parseEndpoint } from '@vlcp/transport'
import { openGateway } from '@vlcp/web'
import { Failure, reasonOf } from '../failure.ts'
import { settings } from '../settings.ts'

/** The module `web`: the operations of all modules by HTTP. */
export class WebModule extends Module<typeof WebModule.settings> {
  static override readonly service = 'web'
  static override readonly settings = {
    api: settings.api,
    'web.token': settings['web.token'],
    'web.allowedHosts': settings['web.allowedHosts'],
    'web.allowGet': settings['web.allowGet'],
    'web.bodyLimitBytes': settings['web.bodyLimitBytes'],
    'web.requestTimeoutMs': settings['web.requestTimeoutMs'],
    'web.closeTimeoutMs': settings['web.closeTimeoutMs'],
  }
  static override readonly settingsPrefix = ''
  // It ends by itself within `web.closeTimeoutMs`.
  static override readonly limits = { unloadTimeoutMs: 90_000 }
  #url = ''

  /** Base address of the API with the real port. */
  get url(): string {
    return this.#url
  }

  protected override async load(): Promise<void> {
    const endpoint = parseEndpoint(this.settings.api)
    if (endpoint.kind !== 'tcp') throw new Failure(`the API listens on tcp:ADDRESS:PORT, not on ${this.settings.api}`)
    const { logger } = this
    try {
      const gateway = await openGateway({
        dispatch: this.host.dispatcher,
        // Clients can cause as many lines as they like.
        logger: {
          ...limited(logger, { perSecond: 5 }),
          debug: (fields, message) => logger.debug(fields, message),
        },
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
      this.#url = gateway.url
    } catch (error) {
      throw new Failure(`the API cannot listen on ${this.settings.api}: ${reasonOf(error)}`, { cause: error })
    }
  }
}
