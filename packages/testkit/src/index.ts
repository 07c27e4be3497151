export { Background, BackgroundError, type BackgroundExit, type BackgroundOptions } from './background.ts'
export { type Bridge, type PortOptions, type Protocol } from './bridge.ts'
export { type Capture, type CaptureOptions } from './capture.ts'
export { type Certificate, CertificateAuthority } from './certificate-authority.ts'
export { ApiError, type Controller, type ControllerOptions } from './controller.ts'
export { type Endpoint, type EndpointOptions } from './endpoint.ts'
export { EtcdServer, type EtcdServerOptions } from './etcd-server.ts'
export { parseFlow, type DumpedFlow } from './flow-dump.ts'
export { type FlowRecorder } from './flow-recorder.ts'
export { freePort } from './free-port.ts'
export {
  type CountedFlow,
  type FakePort,
  FakeSwitch,
  type FakeSwitchOptions,
  NotExecutableError,
  type Output,
  type Refusal,
  RefusedError,
  type ToController,
  type Verdict,
} from './fake-switch/index.ts'
export { findLeftovers } from './leftovers.ts'
export { openLab, type Lab } from './lab.ts'
export { matrix, type MatrixOptions, type MatrixResult } from './matrix.ts'
export { formatMatrix, isAsExpected, type MatrixCell, type Reach } from './matrix-table.ts'
export { type MessageRecorder } from './message-recorder.ts'
export { type Namespace } from './namespace.ts'
export { NotifySocket } from './notify-socket.ts'
export { type BridgeOptions, type OpenVSwitch, type OpenVSwitchOptions } from './open-vswitch.ts'
export { type PingCount, type PingRecord, type RunningPing } from './ping.ts'
export { RedisServer, type RedisServerOptions } from './redis/redis-server.ts'
export { labPrograms, missingDebianPackages, requireLab, RequirementError, type LabProgram } from './requirement.ts'
export { CommandError, run, type RunOptions, type RunResult } from './run.ts'
export { type PingOptions, type Station, type StationAddress } from './station.ts'
export { TcpProxy } from './tcp-proxy.ts'
export { type Uplink, type UplinkOptions, type UplinkStationOptions } from './uplink.ts'
export { waitFor, WaitTimeoutError, type WaitOptions } from './wait-for.ts'
