import { Agent as HttpAgent, get as getHttp, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, get as getHttps, type RequestOptions } from 'node:https'
import { CallFailure } from './failures.ts'
import type { EtcdTls } from './options.ts'

/** Asks a member for its time by HTTP, which it serves on the port of gRPC, too. */
export class HttpDate {
  readonly #tls: EtcdTls | undefined
  readonly #agent: HttpAgent

  constructor(tls: EtcdTls | undefined) {
    this.#tls = tls
    this.#agent = tls === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...tls })
  }

  /** The header `Date`. @throws CallFailure */
  ask(host: string, timeoutMs: number): Promise<string> {
    const options: RequestOptions = { agent: this.#agent, timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) }
    return new Promise((resolve, reject) => {
      const fail = (reason: string, cause?: unknown): void =>
        reject(new CallFailure('transient', host, `${reason} to a question for its time`, { cause }))
      const onAnswer = (answer: IncomingMessage): void => {
        answer.resume()
        const { date } = answer.headers
        if (date === undefined) fail('no header Date in the answer')
        else resolve(date)
      }
      // Also without a right to it, the answer has a date.
      const request =
        this.#tls === undefined
          ? getHttp(`http://${host}/version`, options, onAnswer)
          : getHttps(`https://${host}/version`, options, onAnswer)
      request.on('error', (error) => fail(error.message, error))
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
