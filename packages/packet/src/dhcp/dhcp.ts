import { formatIpv4, formatMac } from '@vlcp/address'
import {
  bytes,
  constant,
  convert,
  type Dumped,
  flags,
  type Infer,
  initial,
  ipv4,
  mac,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u8,
  withText,
} from '@vlcp/struct'
import { formatDumped } from '../core/format-dumped.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { distribute, rawOption, readOptions, writeOptions } from './option-area.ts'
import { dhcp_message_type, dhcp_option_code } from './option-code.ts'
import { type DhcpOption, dhcpOptionType } from './option.ts'

/** RFC 2131, 2: request and reply. */
export const dhcp_op = openEnumeration('dhcp_op', u8, { BOOTREQUEST: 1, BOOTREPLY: 2 })
export const dhcp_flags = flags('dhcp_flags', u16, { BROADCAST: 0x8000 })

const fields = {
  layer: layerName('dhcp'),
  op: initial(dhcp_op, 1),
  htype: initial(u8, 1),
  hlen: initial(u8, 6),
  hops: u8,
  xid: u32,
  secs: u16,
  flags: dhcp_flags,
  ciaddr: ipv4,
  yiaddr: ipv4,
  siaddr: ipv4,
  giaddr: ipv4,
  chaddr: mac,
  _chaddr: pad(10),
}
const snameSize = 64
const fileSize = 128

/** The message as it is on the wire. */
const wire = struct('dhcp', {
  ...fields,
  sname: bytes(snameSize),
  file: bytes(fileSize),
  magic_cookie: constant(u32, 0x63825363),
  options: bytes(),
})
type Wire = Infer<typeof wire>

/**
 * A DHCP message (RFC 2131, 2). `options` are whole and typed: parts of long ones are joined (RFC 3396), those in overloaded
 * fields (RFC 2132, 9.3) stand behind the others; the overload option itself is never among them.
 */
export interface Dhcp extends Omit<Wire, 'sname' | 'file' | 'options'> {
  /** Server host name, one character for each byte. */
  sname: string
  /** Boot file name, one character for each byte. */
  file: string
  options: DhcpOption[]
}

/** BOOTP messages have at least 300 bytes (RFC 1542, 2.1), some relays and clients insist on it. */
const minSize = 300
const optionsAt = 240
/** IPv4 and UDP header without options. */
const outerHeaders = 28

function toMessage(message: Wire): Dhcp {
  const { options, overloadsFile, overloadsSname } = readOptions(message.options, message.file, message.sname)
  return {
    ...message,
    sname: overloadsSname ? '' : textOf(message.sname),
    file: overloadsFile ? '' : textOf(message.file),
    options,
  }
}

function textOf(field: Uint8Array): string {
  const end = field.indexOf(0)
  return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)))
}

function fieldOf(text: string, size: number, name: string): Uint8Array {
  const field = new Uint8Array(size)
  if (text.length > size) throw new RangeError(`${name} is longer than ${size} bytes`)
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char > 255 || char === 0) throw new RangeError(`${name} has a character that is no byte`)
    field[i] = char
  }
  return field
}

function withoutOverload(options: readonly DhcpOption[]): DhcpOption[] {
  return options.filter(({ code }: { code: number }) => code !== dhcp_option_code.OPTION_OVERLOAD)
}

function toWire(message: Dhcp): Wire {
  const { bytes: options, ended } = writeOptions(withoutOverload(message.options).map(rawOption))
  const filled = new Uint8Array(ended ? Math.max(options.length, minSize - optionsAt) : options.length)
  filled.set(options)
  return {
    ...message,
    sname: fieldOf(message.sname, snameSize, 'sname'),
    file: fieldOf(message.file, fileSize, 'file'),
    options: filled,
  }
}

/** The definition of a message: all options in the options field, those of more than 255 bytes split, filled up to 300 bytes. */
export const dhcp: Type<Dhcp> = withText(convert('dhcp', wire, toMessage, toWire), {
  format: (message) => formatDumped(dumpFields(message)),
  parse() {
    throw new TypeError('a DHCP message cannot be read from text')
  },
})

/** A message with the given fields, the others zero and empty. */
export function createDhcp(given: Partial<Dhcp>): Dhcp {
  return { ...toMessage(wire.create()), ...given }
}

/**
 * Encodes a message for a client that takes IP datagrams of `maxMessageSize` bytes (option 57, at least 576). Options that do not fit
 * go to the fields `file` and `sname` where these are empty (RFC 2132, 9.3).
 * @throws RangeError if they do not fit there either.
 */
export function encodeDhcp(
  message: Dhcp,
  { maxMessageSize = 576 }: { readonly maxMessageSize?: number } = {},
): Uint8Array {
  const plain = wire.encode(toWire(message))
  if (plain.length + outerHeaders <= maxMessageSize) return plain
  const overloadSize = 3
  const useFile = message.file === ''
  const useSname = message.sname === ''
  const sizes = [
    maxMessageSize - outerHeaders - optionsAt - overloadSize,
    useFile ? fileSize : 0,
    useSname ? snameSize : 0,
  ]
  const raw = withoutOverload(message.options).map(rawOption)
  const areas = distribute(
    raw,
    sizes.filter((size) => size > 0),
  )
  const [main = new Uint8Array(0), ...others] = areas
  const file = useFile ? others.shift() : undefined
  const sname = useSname ? others.shift() : undefined
  const overload = (file === undefined ? 0 : 1) | (sname === undefined ? 0 : 2)
  return wire.encode({
    ...message,
    file: file === undefined ? fieldOf(message.file, fileSize, 'file') : padTo(file, fileSize),
    sname: sname === undefined ? fieldOf(message.sname, snameSize, 'sname') : padTo(sname, snameSize),
    options: Uint8Array.from([dhcp_option_code.OPTION_OVERLOAD, 1, overload, ...main]),
  })
}

function padTo(bytes_: Uint8Array, size: number): Uint8Array {
  const field = new Uint8Array(size)
  field.set(bytes_)
  return field
}

/** The option of a code: `dhcpOption(message, dhcp_option_code.LEASE_TIME)?.seconds`. */
export function dhcpOption<C extends DhcpOption['code']>(
  message: Dhcp,
  code: C,
): Extract<DhcpOption, { code: C }> | undefined {
  return message.options.find((option): option is Extract<DhcpOption, { code: C }> => option.code === code)
}

function messageTypeOf(message: Dhcp): string | undefined {
  const option = dhcpOption(message, dhcp_option_code.MESSAGE_TYPE)
  return option && dhcp_message_type.nameOf(option.message_type)
}

function dumpFields(message: Dhcp): Readonly<Record<string, Dumped>> {
  const { options, sname, file, ...rest } = message
  const shown = options.map((option) =>
    option.code === -1
      ? `malformed ${Buffer.from(rawOption(option).data).toString('hex')}`
      : formatDumped(dhcpOptionType.dump(option)),
  )
  return { ...(header.dump(rest) as Readonly<Record<string, Dumped>>), sname, file, options: shown }
}

const header = struct('dhcp', fields)

export const dhcpProtocol: Protocol<Dhcp> = {
  type: dhcp,
  whole: true,
  fields: dumpFields,
  summary(message) {
    const { chaddr, yiaddr, xid } = message
    const your = yiaddr === 0 ? '' : ` gives ${formatIpv4(yiaddr)}`
    return `dhcp ${messageTypeOf(message) ?? dhcp_op.nameOf(message.op)} ${formatMac(chaddr)} xid 0x${xid.toString(16)}${your}`
  },
}
