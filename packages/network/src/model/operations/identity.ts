import { OperationError } from '@vlcp/server'
import type { ObjectClass, Reader } from '@vlcp/store'
import { randomUUID } from 'node:crypto'
import Type from 'typebox'
import { type Item, textOf } from '../attributes.ts'
import { type Batch, idOf } from '../batch.ts'
import { idText } from '../objects/text.ts'

/** `id` of a create: chosen at random when it is missing or null. */
export const newId = { id: Type.Optional(Type.Union([idText, Type.Null()], { description: 'Default: a random UUID' })) }
/** `id` of an existing object. */
export const existingId = { id: idText }
/** An optional id or reference that selects objects of a list. */
export const selector = Type.Optional(Type.Union([idText, Type.Null()]))

/** Gives an item its random id, before the transaction: the transaction may run more than once. */
export function withId(item: Item): Item {
  return textOf(item, 'id') === undefined ? { ...item, id: randomUUID() } : item
}

/** What is said of a thing: which class, under which words. */
export interface Named<T extends object, K extends readonly string[]> {
  readonly cls: ObjectClass<T, K>
  /** `logical port` */
  readonly words: string
}

/**
 * The ids of objects to be created.
 *
 * @throws OperationError `conflict` when one exists or appears twice
 */
export async function freshIds<T extends object>(
  reader: Reader,
  batch: Batch,
  { cls, words }: Named<T, readonly [string]>,
): Promise<string[]> {
  const ids = batch.identities(words, idOf)
  const existing = await reader.getMany(cls, ids)
  const taken = existing.findIndex((object) => object !== undefined)
  if (taken >= 0) {
    throw new OperationError('conflict', `${words} ${ids[taken]} already exists`, batch.field(taken, 'id'))
  }
  return ids
}

/**
 * The objects the items name.
 *
 * @throws OperationError `not_found`, `conflict` when one appears twice
 */
export async function existingObjects<T extends object>(
  reader: Reader,
  batch: Batch,
  { cls, words }: Named<T, readonly [string]>,
): Promise<T[]> {
  const ids = batch.identities(words, idOf)
  return mustExist(await reader.getMany(cls, ids), words, ids, (index) => batch.field(index, 'id'))
}

/**
 * The objects another parameter of the items refers to, one per item.
 *
 * @throws OperationError `not_found`
 */
export async function referredObjects<T extends object>(
  reader: Reader,
  batch: Batch,
  parameter: string,
  { cls, words }: Named<T, readonly [string]>,
): Promise<T[]> {
  const ids = batch.items.map((item) => textOf(item, parameter) ?? '')
  return mustExist(await reader.getMany(cls, ids), words, ids, (index) => batch.field(index, parameter))
}

/** @throws OperationError `not_found` for the first object that is missing */
export function mustExist<T>(
  objects: readonly (T | undefined)[],
  words: string,
  names: readonly string[],
  field: (index: number) => string,
): T[] {
  return objects.map((object, index) => {
    if (object !== undefined) return object
    throw new OperationError('not_found', `${words} ${names[index]} does not exist`, field(index))
  })
}
