import { type Endpoint, lengthFramer, listen, type Listener, type TlsCredentials } from '@vlcp/transport'
import { openSession, type SessionOptions } from './handshake.ts'

export interface ListenForSwitchesOptions extends SessionOptions {
  readonly maxConnections?: number
  /** What an `ssl` endpoint needs. */
  readonly tls?: TlsCredentials | undefined
}

/** OpenFlow 1.3.5, 7.1: length in octets 2 and 3, of a header of eight. */
export const framer = () => lengthFramer({ lengthOffset: 2, headerSize: 8 })

/** Accepts OpenFlow connections and makes sessions of them. */
export function listenForSwitches(endpoint: Endpoint, options: ListenForSwitchesOptions): Promise<Listener> {
  return listen(endpoint, {
    framer,
    tls: options.tls,
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
    ...(options.onFailure === undefined ? {} : { onError: (error) => options.onFailure?.('listener', error) }),
    open: (connection) => openSession(connection, options),
  })
}
