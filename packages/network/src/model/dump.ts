import { type KeyOf, keyOf, type ObjectClass, type Reader, storageKey } from '@vlcp/store'

/** An object as the API shows it: `_type`, `_key`, its attributes, and in the place of a reference the object there. */
export type Dump = Readonly<Record<string, unknown>>

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
    for (const [name, { to }] of Object.entries(cls.references)) {
      const target = dump[name]
      if (typeof target === 'string') dump[name] = await this.#refer(to(), target)
    }
    return dump
  }

  #refer(cls: ObjectClass, id: string): Promise<Dump> {
    const key = storageKey(cls, [id])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const dump = this.#reader
      .get(cls, [id])
      .then((object) => (object === undefined ? { _ref: key } : this.#dump(cls, object)))
    this.#known.set(key, dump)
    return dump
  }
}
