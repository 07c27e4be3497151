import {
  type BackOff,
  connectForever,
  type Endpoint,
  formatEndpoint,
  type Reconnector,
  type TlsCredentials,
} from '@vlcp/transport'
import { openSession, type SessionOptions } from './handshake.ts'
import { framer } from './listener.ts'

export interface ConnectToSwitchOptions extends SessionOptions {
  /** What an `ssl` endpoint needs. */
  readonly tls?: TlsCredentials | undefined
  readonly backOff?: BackOff
}

/**
 * Connects to a switch that listens (`ovs-vsctl set-controller br0 ptcp:6654`), and again whenever the connection ends, until
 * it is closed. Each new connection gives a new session. A session alone does not make the delays short again, only one that
 * lasts: that of a switch which is connected on another way, too, is closed at once every time.
 */
export function connectToSwitch(endpoint: Endpoint, options: ConnectToSwitchOptions): Reconnector {
  const { onFailure, backOff, tls } = options
  let connected = false
  return connectForever(endpoint, {
    framer,
    ...(tls === undefined ? {} : { tls }),
    ...(backOff === undefined ? {} : { backOff }),
    onRetry: ({ error }) => {
      // A connection that was made reports its own end.
      if (error !== undefined && !connected) onFailure?.(formatEndpoint(endpoint), error)
      connected = false
    },
    open: (connection) => {
      connected = true
      return openSession(connection, options)
    },
  })
}
