import { OperationError } from '@vlcp/server'
import type { Transaction } from '@vlcp/store'
import type { NumberBatch } from '../allocation/number-batch.ts'
import type { Batch } from '../batch.ts'
import { LogicalNetwork } from '../objects/logical-network.ts'
import type { PhysicalNetwork } from '../objects/physical-network.ts'
import type { NetworkType, TagSpace } from '../types/index.ts'
import { rangesOf, tagPool, typeFor } from './tags.ts'

/** The attributes an element sets; the tag it gets is written into them. */
type Attributes = Record<string, unknown>

/** Says which tags the logical networks of one batch want and give back. */
export class TagAllocation {
  readonly #tx: Transaction
  readonly #batch: Batch
  readonly #types: readonly NetworkType[]
  readonly #numbers: NumberBatch

  constructor(tx: Transaction, batch: Batch, types: readonly NetworkType[], numbers: NumberBatch) {
    this.#tx = tx
    this.#batch = batch
    this.#types = types
    this.#numbers = numbers
  }

  /** A new network wants the tag its attributes name, or else the lowest free one. */
  create(index: number, carrier: PhysicalNetwork, set: Attributes): void {
    const tag = this.#tagSpace(index, carrier)
    if (tag === undefined) return
    if (set[tag.attribute] !== undefined) return this.#take(index, carrier, tag, set[tag.attribute])
    const use = (number: number): void => {
      set[tag.attribute] = number
    }
    this.#numbers.choose(tagPool(carrier.id), { lowestOf: rangesOf(carrier, tag) }, use, () => {
      const message = `physical network ${carrier.id} has no free ${tag.attribute}`
      return new OperationError('exhausted', message, this.#batch.field(index, 'physicalnetwork'))
    })
  }

  /** A network gives its tag back when its attributes name another one, or the same again. */
  update(index: number, carrier: PhysicalNetwork, network: LogicalNetwork, set: Attributes): void {
    const tag = this.#tagSpace(index, carrier)
    if (tag === undefined || set[tag.attribute] === undefined) return
    this.#release(carrier, tag, network)
    this.#take(index, carrier, tag, set[tag.attribute])
  }

  /** A network that is deleted gives its tag back. */
  delete(index: number, carrier: PhysicalNetwork, network: LogicalNetwork): void {
    const tag = this.#tagSpace(index, carrier)
    if (tag !== undefined) this.#release(carrier, tag, network)
  }

  #tagSpace(index: number, { type }: PhysicalNetwork): TagSpace | undefined {
    const field = (name: string): string => this.#batch.field(index, name)
    return typeFor(this.#types, type, this.#batch.items[index] ?? {}, field, 'id').tag
  }

  #release(carrier: PhysicalNetwork, tag: TagSpace, network: LogicalNetwork): void {
    const number: unknown = Reflect.get(network, tag.attribute)
    if (typeof number === 'number') this.#numbers.release(tagPool(carrier.id), number)
  }

  /** @throws OperationError `invalid` outside of the ranges */
  #take(index: number, carrier: PhysicalNetwork, tag: TagSpace, number: unknown): void {
    if (typeof number !== 'number') return
    const field = this.#batch.field(index, tag.attribute)
    const ranges = rangesOf(carrier, tag)
    if (!ranges.some(([first, last]) => first <= number && number <= last)) {
      const allowed = ranges.map(([first, last]) => `${first}-${last}`).join(', ')
      const message = `${field}: ${number} is outside of the ranges of physical network ${carrier.id} (${allowed})`
      throw new OperationError('invalid', message, field)
    }
    this.#numbers.take(tagPool(carrier.id), number, () => this.#taken(carrier, tag, number, field))
  }

  /** Only when it is refused does it matter who has the tag, so only then is it searched for. */
  async #taken(carrier: PhysicalNetwork, tag: TagSpace, number: number, field: string): Promise<OperationError> {
    const networks = await this.#tx.where(LogicalNetwork, 'physicalnetwork', [carrier.id])
    const owner = networks.find((network) => Reflect.get(network, tag.attribute) === number)
    const by = owner === undefined ? 'another element of the batch' : `logical network ${owner.id}`
    const message = `${field}: ${number} of physical network ${carrier.id} is in use by ${by}`
    return new OperationError('conflict', message, field)
  }
}
