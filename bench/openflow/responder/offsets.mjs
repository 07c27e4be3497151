// Where OpenFlow puts what the bench reads and writes, by version: 1 is OpenFlow 1.0, 4 is OpenFlow 1.3.

export const HELLO = 0
export const PACKET_IN = 10
export const PACKET_OUT = 13
export const FLOW_MOD = 14
export const NO_BUFFER = 0xffffffff

/** Of the frame: Ethernet, IPv4 and UDP without options; the number of the packet-in is the beginning of the payload. */
export const FRAME_ETH_DST = 0
export const FRAME_ETH_SRC = 6
export const FRAME_NUMBER = 42
export const FRAME_SIZE = 64

/**
 * OpenFlow 1.0.1, 5.3.3, 5.3.6, 5.4.1 and OpenFlow 1.3.5, 7.3.4.1, 7.3.7, 7.4.1. The in-port of the latter is where an OXM
 * match of that one field has it.
 */
export const offsetsOf = {
  1: {
    packetIn: { buffer: 8, totalLength: 12, inPort: 14, frame: 18 },
    flowMod: { buffer: 64 },
    packetOut: { buffer: 8, actionsLength: 14, actions: 16 },
  },
  4: {
    packetIn: { buffer: 8, totalLength: 12, inPort: 32, frame: 42 },
    flowMod: { buffer: 32 },
    packetOut: { buffer: 8, actionsLength: 16, actions: 24 },
  },
}
