/** The first reserved port in 16 bits, as registers hold them since Open vSwitch numbers ports so (OpenFlow 1.0, 5.2.1). */
const OFPP10_FIRST_RESERVED = 0xff00
const TO_32_BITS = 0xffff_0000

/** A port number out of a field: reserved ones may be written in 16 bits. */
export function portOf(value: bigint): number {
  const port = Number(value & 0xffff_ffffn)
  return port >= OFPP10_FIRST_RESERVED && port <= 0xffff ? port + TO_32_BITS : port
}
