export { backOffDelay, type BackOff } from './back-off.ts'
export { connect, type ConnectOptions } from './connect.ts'
export {
  Connection,
  type ConnectionHandlers,
  type ConnectionLimits,
  type ConnectionStats,
  type OpenHandler,
} from './connection.ts'
export {
  type Endpoint,
  formatEndpoint,
  parseEndpoint,
  type TcpEndpoint,
  type TlsEndpoint,
  type UnixEndpoint,
  wellKnownPorts,
} from './endpoint.ts'
export { FrameError, TransportError, type TransportErrorCode } from './errors.ts'
export type { Framer } from './framer.ts'
export { lengthFramer, type LengthFramerOptions } from './length-framer.ts'
export { listen, Listener, type ListenOptions } from './listener.ts'
export { connectForever, Reconnector, type ReconnectOptions, type ReconnectorState, type Retry } from './reconnector.ts'
export { keepAlive, KeepAlive, type KeepAliveActions, type KeepAliveOptions } from './keep-alive.ts'
export type { WriteMessage } from './send-buffer.ts'
export { loadTls, type TlsCredentials, type TlsOptions } from './tls-credentials.ts'
export type { TlsFiles } from './tls-files.ts'
