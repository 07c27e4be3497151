import { OperationError } from '@vlcp/server'
import type { Transaction } from '@vlcp/store'
import type { Batch } from '../batch.ts'
import { LogicalNetwork } from '../objects/logical-network.ts'
import type { PhysicalNetwork } from '../objects/physical-network.ts'
import type { NetworkType, TagSpace } from '../types/index.ts'
import { rangesOf, TagPools, typeFor } from './tags.ts'

/** The attributes an element sets; the tag it gets is written into them. */
type Attributes = Record<string, unknown>

/**
 * Gives the logical networks of one batch their tags. Explicit tags are taken before automatic ones are chosen, so that
 * an automatic choice never takes what a later element of the batch asks for.
 */
export class TagAllocation {
  readonly #tx: Transaction
  readonly #batch: Batch
  readonly #types: readonly NetworkType[]
  readonly #pools: TagPools

  constructor(tx: Transaction, batch: Batch, types: readonly NetworkType[]) {
    this.#tx = tx
    this.#batch = batch
    this.#types = types
    this.#pools = new TagPools(tx)
  }

  /** Takes the tags that are asked for. @throws OperationError `invalid` outside of the ranges, `conflict` when taken */
  async takeExplicit(carriers: readonly PhysicalNetwork[], attributes: readonly Attributes[]): Promise<void> {
    for (const [index, carrier] of carriers.entries()) {
      const tag = this.#tagSpace(index, carrier)
      const number = tag && attributes[index]?.[tag.attribute]
      if (tag === undefined || typeof number !== 'number') continue
      const field = this.#batch.field(index, tag.attribute)
      const ranges = rangesOf(carrier, tag)
      if (!ranges.some(([first, last]) => first <= number && number <= last)) {
        const allowed = ranges.map(([first, last]) => `${first}-${last}`).join(', ')
        const message = `${field}: ${number} is outside of the ranges of physical network ${carrier.id} (${allowed})`
        throw new OperationError('invalid', message, field)
      }
      if (await this.#pools.of(carrier.id).take(number)) continue
      throw await this.#taken(carrier, tag, number, field)
    }
  }

  /** Gives the others the lowest free tag. @throws OperationError `exhausted` */
  async takeAutomatic(carriers: readonly PhysicalNetwork[], attributes: readonly Attributes[]): Promise<void> {
    for (const [index, carrier] of carriers.entries()) {
      const tag = this.#tagSpace(index, carrier)
      const set = attributes[index]
      if (tag === undefined || set === undefined || set[tag.attribute] !== undefined) continue
      const number = await this.#pools.of(carrier.id).takeLowest(rangesOf(carrier, tag))
      if (number === undefined) {
        const message = `physical network ${carrier.id} has no free ${tag.attribute}`
        throw new OperationError('exhausted', message, this.#batch.field(index, 'physicalnetwork'))
      }
      set[tag.attribute] = number
    }
  }

  /** Releases the tags of networks that are about to get another one, or the same again. */
  async release(
    carriers: readonly PhysicalNetwork[],
    networks: readonly LogicalNetwork[],
    attributes: readonly Attributes[],
  ): Promise<void> {
    for (const [index, carrier] of carriers.entries()) {
      const tag = this.#tagSpace(index, carrier)
      if (tag !== undefined && attributes[index]?.[tag.attribute] !== undefined) {
        await this.#releaseOne(carrier, tag, networks[index])
      }
    }
  }

  /** Releases the tags of networks that are deleted. */
  async releaseAll(carriers: readonly PhysicalNetwork[], networks: readonly LogicalNetwork[]): Promise<void> {
    for (const [index, carrier] of carriers.entries()) {
      const tag = this.#tagSpace(index, carrier)
      if (tag !== undefined) await this.#releaseOne(carrier, tag, networks[index])
    }
  }

  /** Writes the allocation into the transaction. */
  flush(): void {
    this.#pools.flush()
  }

  #tagSpace(index: number, { type }: PhysicalNetwork): TagSpace | undefined {
    const field = (name: string): string => this.#batch.field(index, name)
    return typeFor(this.#types, type, this.#batch.items[index] ?? {}, field, 'id').tag
  }

  async #releaseOne(carrier: PhysicalNetwork, tag: TagSpace, network: LogicalNetwork | undefined): Promise<void> {
    const number: unknown = network && Reflect.get(network, tag.attribute)
    if (typeof number === 'number') await this.#pools.of(carrier.id).release(number)
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
