import { formatDumped } from '../core/format-dumped.ts'
import type { ChecksumVerdict } from './checksum.ts'
import type { Packet } from './decode.ts'
import { type Layer, type ProtocolLayer, protocolOfLayer } from './layer.ts'

/** A packet on one readable line: `02:…:01 > 02:…:02, 10.0.0.1 > 10.0.0.2 ttl 64, udp 5000 > 53, 20 bytes`. */
export function formatPacket(packet: Packet): string {
  return [...packet.layers.map(summaryOf), ...complaints(packet)].join(', ')
}

/** A packet as several lines: one for each layer, one for each of its fields below it. */
export function dumpPacket(packet: Packet): string {
  const lines = packet.layers.flatMap((layer, index) => {
    const verdict = packet.checksums.find((checksum) => checksum.layer === index)
    const cut = packet.cut?.layer === index ? [`  (cut: at least ${packet.cut.missing} bytes are missing)`] : []
    return [layer.layer, ...fieldLines(layer), ...(verdict ? [`  (checksum ${verdictText(verdict)})`] : []), ...cut]
  })
  return lines.join('\n')
}

function summaryOf(layer: Layer): string {
  switch (layer.layer) {
    case 'payload':
      return `${layer.data.length} bytes`
    case 'trailer':
      return `trailer ${layer.data.length} bytes`
    case 'undecoded':
      return `${layer.data.length} bytes that are no ${layer.as} (${layer.reason})`
    default:
      return protocolOfLayer(layer.layer)?.summary(layer) ?? layer.layer
  }
}

function complaints({ checksums, cut }: Packet): string[] {
  const bad = checksums
    .filter(({ verdict }) => verdict === 'bad')
    .map((one) => `layer ${one.layer} checksum ${verdictText(one)}`)
  return cut === undefined ? bad : [...bad, `cut: ${cut.missing} bytes are missing`]
}

function verdictText({ verdict, stored, computed }: ChecksumVerdict): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`
  return verdict === 'bad' && computed !== undefined ? `${hex(stored)} is wrong, should be ${hex(computed)}` : verdict
}

function fieldLines(layer: Layer): string[] {
  const protocol = protocolOfLayer(layer.layer)
  if (protocol === undefined) return plainLines(layer as Exclude<Layer, ProtocolLayer>)
  const dumped = protocol.fields?.(layer as ProtocolLayer) ?? protocol.type.dump(layer as ProtocolLayer)
  if (typeof dumped !== 'object') return [`  ${String(dumped)}`]
  return Object.entries(dumped)
    .filter(([key]) => key !== 'layer')
    .map(([key, value]) => `  ${key}: ${formatDumped(value)}`)
}

function plainLines(layer: Exclude<Layer, ProtocolLayer>): string[] {
  const data = `  data: ${Buffer.from(layer.data).toString('hex')}`
  if (layer.layer === 'trailer') return [`  behind: ${layer.behind}`, data]
  return layer.layer === 'undecoded' ? [`  as: ${layer.as}`, `  reason: ${layer.reason}`, data] : [data]
}
