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
 * it is closed. Each new connection gives a new session.
 */
export function connectToSwitch(endpoint: Endpoint, options: ConnectToSwitchOptions): Reconnector {
  const { onFailure, onSession, backOff, tls } = options
  let connected = false
  const reconnector: Reconnector = connectForever(endpoint, {
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
      return openSession(connection, {
        ...options,
        onSession: (session) => {
          reconnector.proved()
          onSession(session)
        },
      })
    },
  })
  return reconnector
}
