import { bits, u16 } from '@vlcp/struct'

/** Part of a field: the number of its first bit, and how many bits it has less one. */
export const ofs_nbits = bits(u16, { ofs: 10, n_bits_less_1: 6 })
