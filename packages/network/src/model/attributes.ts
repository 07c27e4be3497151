import { AddressError, formatIpv4, formatMac, isMulticastMac, parseIpv4, parseMac } from '@vlcp/address'
import { OperationError } from '@vlcp/server'
import Type, { type TProperties, type TSchema } from 'typebox'
import { isFreeAttribute } from './free-attributes.ts'
import { printableText } from './objects/text.ts'

/** The parameters of one call, or one element of a batch: validated against the declared schema. */
export type Item = Readonly<Record<string, unknown>>

/** A settable attribute of an object. */
export interface Attribute {
  /** What the API accepts. */
  readonly schema: TSchema
  /** The form in which it is stored. @throws OperationError `invalid` with the field */
  readonly normalise?: (value: unknown, field: string) => unknown
  /** What null does: take the attribute away, stand there as a value, or nothing, because it is refused. */
  readonly whenNull: 'removes' | 'is kept' | 'is refused'
}

export type AttributeMap = Readonly<Record<string, Attribute>>

const listBound = { maxItems: 64 } as const
const optionTag = Type.Union([
  Type.Integer({ minimum: 1, maximum: 254 }),
  printableText('an option name', { most: 64 }),
])
const ipText = Type.String({ title: 'an IPv4 address', examples: ['192.168.1.10'], maxLength: 64 })
const macText = Type.String({ title: 'a MAC address', examples: ['02:00:00:00:00:01'], maxLength: 64 })

/** Attributes every object may have; they mean nothing to the network. */
export const descriptive: AttributeMap = {
  name: { schema: printableText('a name of at most 255 characters', { most: 255 }), whenNull: 'removes' },
  description: {
    schema: printableText('a text of at most 1000 characters', { least: 0, most: 1000 }),
    whenNull: 'removes',
  },
}

/** An integer, in JSON also as a numeric string: clients of the reference send both. */
export function integerAttribute(first: number, last: number, whenNull: Attribute['whenNull']): Attribute {
  const title = `an integer between ${first} and ${last}`
  return {
    schema: Type.Union([Type.Integer({ minimum: first, maximum: last }), Type.String({ pattern: '^[0-9]{1,10}$' })], {
      title,
    }),
    normalise: (value, field) => {
      const number = Number(value)
      if (number < first || number > last) {
        throw new OperationError('invalid', `${field}: expected ${title}, received ${number}`, field)
      }
      return number
    },
    whenNull,
  }
}

export const macAddress: Attribute = { schema: macText, normalise: normaliseMac, whenNull: 'removes' }
export const ipAddress: Attribute = { schema: ipText, normalise: normaliseIp, whenNull: 'removes' }
export const hostname: Attribute = { schema: printableText('a host name', { most: 255 }), whenNull: 'is kept' }
/** IPv4 needs links of at least 68 bytes (RFC 791); 65535 is its longest packet. */
export const mtu = integerAttribute(68, 65_535, 'removes')
export const extraDhcpOptions: Attribute = {
  schema: Type.Array(Type.Tuple([optionTag, Type.Unknown()]), {
    ...listBound,
    title: 'a list of [tag number or name, value]',
  }),
  whenNull: 'is kept',
}

/** What the DHCP service tells the endpoints; null keeps it from telling anything. */
export const dhcp: AttributeMap = {
  dns_nameservers: ipList(),
  domain_name: { schema: printableText('a domain name', { most: 255 }), whenNull: 'is kept' },
  ntp_servers: ipList(),
  lease_time: {
    schema: Type.Union([Type.Integer({ minimum: 1, maximum: 0xffff_fffe }), Type.Literal('infinite')], {
      title: 'a number of seconds or "infinite"',
    }),
    whenNull: 'is kept',
  },
  extra_dhcp_options: extraDhcpOptions,
}

/** The attributes as optional members of a parameter schema. */
export function attributeProperties(attributes: AttributeMap): TProperties {
  const members = Object.entries(attributes).map(([name, { schema, whenNull }]) => {
    const nullable = whenNull === 'is refused' ? schema : Type.Union([schema, Type.Null()])
    return [name, Type.Optional(nullable)] as const
  })
  return Object.fromEntries(members)
}

/**
 * The attributes an item sets, in the form in which they are stored. Undefined stands for one that is to be removed.
 *
 * @param field Turns the name of a parameter into its path: `ports[3].mac_address`
 */
export function readAttributes(
  attributes: AttributeMap,
  item: Item,
  field: (name: string) => string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(item)) {
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined
    if (attribute === undefined) {
      if (isFreeAttribute(name)) result[name] = value ?? undefined
    } else if (value === null) {
      result[name] = attribute.whenNull === 'is kept' ? null : undefined
    } else {
      result[name] = attribute.normalise === undefined ? value : attribute.normalise(value, field(name))
    }
  }
  return result
}

/** A text parameter; undefined when it is missing or null. */
export function textOf(item: Item, name: string): string | undefined {
  const value = item[name]
  return typeof value === 'string' ? value : undefined
}

function ipList(): Attribute {
  return {
    schema: Type.Array(ipText, listBound),
    normalise: (value, field) =>
      Array.isArray(value) ? value.map((ip: unknown, i) => normaliseIp(ip, `${field}[${i}]`)) : value,
    whenNull: 'is kept',
  }
}

function normaliseMac(value: unknown, field: string): string {
  const mac = parseAddress(parseMac, value, field)
  if (mac === 0) throw new OperationError('invalid', `${field}: the all-zero MAC address belongs to nobody`, field)
  if (isMulticastMac(mac)) {
    throw new OperationError(
      'invalid',
      `${field}: ${formatMac(mac)} is a group address, not that of an endpoint`,
      field,
    )
  }
  return formatMac(mac)
}

function normaliseIp(value: unknown, field: string): string {
  return formatIpv4(parseAddress(parseIpv4, value, field))
}

function parseAddress(parse: (text: string) => number, value: unknown, field: string): number {
  try {
    return parse(String(value))
  } catch (error) {
    if (!(error instanceof AddressError)) throw error
    throw new OperationError('invalid', `${field}: ${error.message}`, field, { cause: error })
  }
}
