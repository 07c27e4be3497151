import { type KeyOf, keyOf, type ObjectClass, type Reader, storageKey } from '@vlcp/store'
import { LogicalNetwork } from './objects/logical-network.ts'
import { LogicalPort } from './objects/logical-port.ts'
import { PhysicalNetwork } from './objects/physical-network.ts'
import { PhysicalPort } from './objects/physical-port.ts'

/** An object as the API shows it: `_type`, `_key`, its attributes, and in the place of a reference the object there. */
export type Dump = Readonly<Record<string, unknown>>

/** Attributes that refer to an object of another class. */
const references = new Map<ObjectClass, readonly [attribute: string, target: ObjectClass<object, readonly [string]>]>([
  [PhysicalPort, ['physicalnetwork', PhysicalNetwork]],
  [LogicalNetwork, ['physicalnetwork', PhysicalNetwork]],
  [LogicalPort, ['network', LogicalNetwork]],
])

/** Makes dumps from one consistent state; objects that many refer to are read and dumped once. */
export class Dumper {
  readonly #reader: Reader
  readonly #known = new Map<string, Promise<Dump>>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  dumpAll<T extends object>(cls: ObjectClass<T>, objects: readonly T[]): Promise<Dump[]> {
    return Promise.all(objects.map((object) => this.#dump(cls, object)))
  }

  /** The objects with these keys, in their order; those that do not exist are left out. */
  async dumpKeys<T extends object, K extends readonly string[]>(
    cls: ObjectClass<T, K>,
    keys: readonly KeyOf<K>[],
  ): Promise<Dump[]> {
    const objects = await this.#reader.getMany(cls, keys)
    return this.dumpAll(
      cls,
      objects.filter((object) => object !== undefined),
    )
  }

  async #dump(cls: ObjectClass, object: object): Promise<Dump> {
    const dump: Record<string, unknown> = { _type: cls.name, _key: keyOf(cls, object), ...object }
    const reference = references.get(cls)
    const target = reference === undefined ? undefined : dump[reference[0]]
    if (reference !== undefined && typeof target === 'string')
      dump[reference[0]] = await this.#refer(reference[1], target)
    return dump
  }

  #refer(cls: ObjectClass<object, readonly [string]>, id: string): Promise<Dump> {
    const key = storageKey(cls, id)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const dump = this.#reader
      .get(cls, id)
      .then((object) => (object === undefined ? { _ref: key } : this.#dump(cls, object)))
    this.#known.set(key, dump)
    return dump
  }
}
