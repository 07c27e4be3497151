/** Values as data for people and JSON: names for numbers, addresses as text, bytes in hexadecimal. And back. */
import { StructError } from '../error.ts'
import type { BitPart, FamilyNode, Node, StructNode, TextForm } from '../node.ts'
import { fieldsOf, partsOf, resolveLazy, structOf, variantOf } from './fields.ts'
import type { Fields, ValueField } from './fields.ts'

/** What `dump` gives: everything in it survives JSON. */
export type Dumped = string | number | boolean | readonly Dumped[] | { readonly [key: string]: Dumped }

/** Text forms that replace those of the definition, by path without indices: `match.oxm_fields.value`. */
export type TextOverrides = Readonly<Record<string, TextForm>>

export function dumpValue(given: Node, value: unknown, overrides: TextOverrides, path = ''): Dumped {
  const text = Object.hasOwn(overrides, path) ? overrides[path] : given.text
  if (text !== undefined) return dumpText(text, value)
  const node = resolveLazy(given)
  switch (node.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'big':
      return dumpScalar(value)
    case 'bytes':
      return hex(value as Uint8Array)
    case 'string':
    case 'cstring':
      return String(value)
    case 'array':
      return (value as unknown[]).map((item) => dumpValue(node.item, item, overrides, path))
    case 'sized':
    case 'padded':
      return dumpValue(node.item, value, overrides, path)
    case 'convert':
      return dumpValue(node.item, node.from(value), overrides, path)
    case 'custom': {
      const bytes = new Uint8Array(node.sizeOf(value))
      node.write(value, bytes)
      return hex(bytes)
    }
    case 'bits':
      return dumpFields(partsOf(node), value as Fields, overrides, path)
    case 'struct':
    case 'family':
      return dumpFields(fieldsOf(structOf(node, value as Fields)), value as Fields, overrides, path)
  }
}

/** Numbers without a name stay numbers, as the reference does. */
function dumpText(text: TextForm, value: unknown): Dumped {
  const shown = text.format(value)
  return typeof value === 'number' && shown === String(value) ? value : shown
}

function dumpScalar(value: unknown): Dumped {
  if (typeof value === 'boolean') return value
  return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0) ? value : scalarText(value)
}

function scalarText(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function dumpFields(fields: readonly ValueField[], value: Fields, overrides: TextOverrides, path: string): Dumped {
  const dumped: Record<string, Dumped> = {}
  for (const field of fields) {
    const item = value[field.key]
    if (item === undefined) continue
    const at = path === '' ? field.key : `${path}.${field.key}`
    if (field.node !== undefined) dumped[field.key] = dumpValue(field.node, item, overrides, at)
    else if (field.part !== undefined) dumped[field.key] = dumpPart(field.part, item, overrides[at])
  }
  if (value['_extra'] instanceof Uint8Array) dumped['_extra'] = hex(value['_extra'])
  return dumped
}

function dumpPart(part: BitPart, value: unknown, override: TextForm | undefined): Dumped {
  if (Array.isArray(value)) return value.map((item) => dumpPart(part, item, override))
  const text = override ?? part.text
  return text === undefined ? dumpScalar(value) : dumpText(text, value)
}

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** The inverse of `dumpValue`. Numbers may also come as text, as in formatted output. */
export function loadValue(given: Node, data: unknown, overrides: TextOverrides, path = '', name = given.name): unknown {
  const text = Object.hasOwn(overrides, path) ? overrides[path] : given.text
  if (text !== undefined) return loadText(text, given, data, place(name, path))
  const node = resolveLazy(given)
  switch (node.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'big':
      return loadScalar(node, data, place(name, path))
    case 'bytes':
      return unhex(data, place(name, path))
    case 'string':
    case 'cstring':
      return typeof data === 'string' ? data : bad(place(name, path), 'must be text', data)
    case 'array':
      if (!Array.isArray(data)) return bad(place(name, path), 'must be a list', data)
      return data.map((item: unknown) => loadValue(node.item, item, overrides, path, name))
    case 'sized':
    case 'padded':
      return loadValue(node.item, data, overrides, path, name)
    case 'convert':
      return node.to(loadValue(node.item, data, overrides, path, name))
    case 'custom':
      return node.read(unhex(data, place(name, path)))
    case 'bits':
      return loadFields(partsOf(node), toFields(data, place(name, path)), overrides, path, name)
    case 'struct':
    case 'family':
      return loadObject(node, toFields(data, place(name, path)), overrides, path, name)
  }
}

function place(name: string, path: string): string {
  return path === '' ? name : `${name}.${path}`
}

function bad(where: string, reason: string, data: unknown): never {
  const shown = JSON.stringify(data, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item))
  throw new StructError('text', `${reason}, got ${shown}`, { path: where, offset: 0 })
}

function loadText(text: TextForm, node: Node | BitPart, data: unknown, where: string): unknown {
  if (typeof data !== 'string' && typeof data !== 'number') return bad(where, 'must be text', data)
  try {
    return text.parse(String(data))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StructError('text', reason, { path: where, offset: 0, cause })
  }
}

function loadScalar(
  node: Extract<Node, { kind: 'int' | 'float' | 'bool' | 'big' }>,
  data: unknown,
  where: string,
): unknown {
  if (node.kind === 'bool') {
    if (data === true || data === 'true') return true
    return data === false || data === 'false' ? false : bad(where, 'must be true or false', data)
  }
  if (node.kind === 'big' && !node.safe) {
    if (typeof data === 'bigint') return data
    return /^-?\d+$|^0x[\da-f]+$/i.test(String(data)) ? BigInt(String(data)) : bad(where, 'must be an integer', data)
  }
  return loadNumber(data, where)
}

function loadNumber(data: unknown, where: string): number {
  if (typeof data === 'number') return data
  const value = typeof data === 'string' && data.trim() !== '' ? Number(data) : NaN
  return Number.isNaN(value) && data !== 'NaN' ? bad(where, 'must be a number', data) : value
}

function unhex(data: unknown, where: string): Uint8Array {
  if (typeof data !== 'string' || !/^([\da-f]{2})*$/i.test(data)) return bad(where, 'must be hexadecimal bytes', data)
  return Uint8Array.from(data.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

function toFields(data: unknown, where: string): Fields {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return bad(where, 'must have fields', data)
  return data as Fields
}

function loadObject(
  node: StructNode | FamilyNode,
  data: Fields,
  overrides: TextOverrides,
  path: string,
  name: string,
): unknown {
  let found = node
  while (found.kind === 'family') {
    const head = fieldsOf(found.unknown).filter((field) => Object.hasOwn(data, field.key))
    const given = Object.fromEntries(head.map((field) => [field.key, data[field.key]]))
    found = variantOf(found, loadFields(head, given, overrides, path, name))
  }
  const { _extra: extra, ...rest } = data
  const object = loadFields(fieldsOf(found), rest, overrides, path, name)
  return extra === undefined ? object : { ...object, _extra: unhex(extra, place(name, path)) }
}

function loadFields(
  fields: readonly ValueField[],
  data: Fields,
  overrides: TextOverrides,
  path: string,
  name: string,
): Fields {
  const object: Record<string, unknown> = {}
  for (const field of fields) {
    if (!Object.hasOwn(data, field.key)) continue
    const at = path === '' ? field.key : `${path}.${field.key}`
    if (field.node !== undefined) object[field.key] = loadValue(field.node, data[field.key], overrides, at, name)
    else if (field.part !== undefined)
      object[field.key] = loadPart(field.part, data[field.key], overrides[at], place(name, at))
  }
  for (const key of Object.keys(data))
    if (!fields.some((field) => field.key === key)) bad(place(name, path), `has no field ${key}`, data[key])
  return object
}

function loadPart(part: BitPart, data: unknown, override: TextForm | undefined, where: string): unknown {
  if (Array.isArray(data)) return data.map((item: unknown) => loadPart(part, item, override, where))
  if (part.bool)
    return data === true || data === 'true'
      ? true
      : data === false || data === 'false'
        ? false
        : bad(where, 'must be true or false', data)
  const text = override ?? part.text
  return text === undefined ? loadNumber(data, where) : loadText(text, part, data, where)
}
