/**
 * What the registers mean between tables. All of them are 32 bits wide (ovs-fields(7), "Registers").
 *
 *     reg4  number of the logical network the packet came from
 *     reg5  number of the logical network the packet is going to
 *     reg6  port the packet leaves by; all ones: flood the network
 *     reg7  flags
 *           bit 15  may go back out of the port it came in by
 *           bit 14  came from a logical port
 */
export const REG_INPUT_NETWORK = 'reg4'
export const REG_OUTPUT_NETWORK = 'reg5'
export const REG_OUTPUT_PORT = 'reg6'
export const REG_FLAGS = 'reg7'

/** Value of reg6 as long as no table has chosen a port. */
export const OUTPUT_FLOOD = 0xffff_ffff

export const FLAG_ALLOW_IN_PORT = 0x8000
export const FLAG_FROM_LOGICAL_PORT = 0x4000
