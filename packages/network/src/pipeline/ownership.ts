import { createHash } from 'node:crypto'

/**
 * How the switch shows what is ours.
 *
 *     cookie   63        48 47     40 39                        0
 *              | 0x564c "VL" | feature | hash of the object's name |
 *
 *     group id 31     24 23     20 19                          0
 *              | 0x56 "V" |  kind   | number of the network     |
 *
 * Both are functions of feature and object, never of time, so a restart finds what it would install.
 */
export const COOKIE_MARK = 0x564c_0000_0000_0000n
export const COOKIE_MARK_MASK = 0xffff_0000_0000_0000n

const GROUP_MARK = 0x56

/** Network numbers fill the lower twenty bits of a group id; zero and all ones are kept free. */
export const MAX_NETWORK_NUMBER = 0xffffe

/** The kind of a group, four bits. */
export const GROUP_KIND_FLOOD = 0

/** The classes of the model that flows are made for, as they are named in `vlcp flows` and hashed into cookies. */
export type ObjectKind = 'logicalport' | 'logicalnetwork'

/** Names a model object for people and for cookies: `logicalport vm1`. */
export const objectName = (kind: ObjectKind, id: string): string => `${kind} ${id}`

/** The cookie of the flows that a feature makes for an object. */
export function cookieOf(featureNumber: number, object: string): bigint {
  const hash = createHash('sha256').update(object).digest()
  return COOKIE_MARK | (BigInt(featureNumber) << 40n) | BigInt(hash.readUIntBE(0, 5))
}

export const isOurCookie = (cookie: bigint): boolean => (cookie & COOKIE_MARK_MASK) === COOKIE_MARK

export function groupIdOf(kind: number, networkNumber: number): number {
  return ((GROUP_MARK << 24) | (kind << 20) | networkNumber) >>> 0
}

export const isOurGroup = (groupId: number): boolean => groupId >>> 24 === GROUP_MARK
