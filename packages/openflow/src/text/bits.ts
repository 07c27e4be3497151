/** Bits with names, from the lowest. */
export type BitNames = readonly string[]

/** ovs-fields(7), ct_state. */
export const CT_STATE_BITS: BitNames = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat']
/** The last three are reserved; Open vSwitch writes their number. */
export const TCP_FLAG_BITS: BitNames = [
  'fin',
  'syn',
  'rst',
  'psh',
  'ack',
  'urg',
  'ece',
  'cwr',
  'ns',
  '[200]',
  '[400]',
  '[800]',
]
export const TUNNEL_FLAG_BITS: BitNames = ['oam']

const isNamed = (bits: number, names: BitNames): boolean => bits < 2 ** names.length

/** `syn|ack`, or 0: every bit counts. */
export function formatBits(value: number, names: BitNames): string {
  if (value === 0) return '0'
  if (!isNamed(value, names)) return `0x${value.toString(16)}`
  return names.filter((_, at) => ((value >>> at) & 1) === 1).join('|')
}

/** `+syn-ack`: only the named bits count. */
export function formatMaskedBits(value: number, mask: number, names: BitNames): string {
  if (mask === 0 || !isNamed(mask, names)) return `0x${value.toString(16)}/0x${mask.toString(16)}`
  const sign = (at: number): string => (((value >>> at) & 1) === 1 ? '+' : '-')
  return names.flatMap((name, at) => (((mask >>> at) & 1) === 1 ? [sign(at) + name] : [])).join('')
}

/** `no`, `yes`, `first`, `later`, `not_later`: ovs-fields(7), ip_frag. Of two bits: any fragment, and not the first. */
export const FRAGMENTS: ReadonlyMap<string, { readonly value: number; readonly mask: number }> = new Map([
  ['no', { value: 0, mask: 3 }],
  ['first', { value: 1, mask: 3 }],
  ['later', { value: 3, mask: 3 }],
  ['yes', { value: 1, mask: 1 }],
  ['not_later', { value: 0, mask: 2 }],
])

export function formatFragment(value: number, mask: number): string {
  for (const [name, known] of FRAGMENTS) if (known.value === value && known.mask === mask) return name
  return mask === 3 ? String(value) : `${value}/${mask}`
}
