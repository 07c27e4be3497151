import { builtInTypes, viperflow } from '@vlcp/network'
import { type Dispatcher, dispatch, OperationError } from '@vlcp/server'
import { type Driver, Store } from '@vlcp/store'
import { Failure } from '../../failure.ts'
import { Progress } from '../progress.ts'
import { patienceMs } from '../whole-store.ts'
import { type ReferenceModel, referenceModels } from './model.ts'
import { type LeftOut, type MigrationPlan, type PlannedObject, planMigration } from './plan.ts'
import type { ReferenceDatabase } from './source.ts'

export interface ReferenceReport extends Pick<MigrationPlan, 'renamed' | 'derived'> {
  /** Objects created, or to be created, by what they are. */
  readonly created: Readonly<Record<string, number>>
  /** How many the store had already; they were left as they are. */
  readonly present: number
  readonly leftOut: readonly LeftOut[]
  readonly dryRun: boolean
}

export interface ReferenceOptions {
  /** Says what would be done. */
  readonly dryRun: boolean
  /** No progress on standard error. */
  readonly silent: boolean
}

/** Objects of one transaction. */
const batchSize = 100

/**
 * Creates what a database of the reference says by the same operations that an operator uses, so that tags, numbers and
 * indexes are those of this store. What is there already is left as it is, so a run that was interrupted is repeated.
 *
 * @throws Failure, StoreError
 */
export async function migrateReference(
  driver: Driver,
  { values, unreadable }: ReferenceDatabase,
  { dryRun, silent }: ReferenceOptions,
): Promise<ReferenceReport> {
  const operations = dispatch([viperflow(new Store(driver))])
  const plan = planMigration(values, targetOf(operations), await presentKeys(driver))
  const refused: LeftOut[] = []
  const created: Record<string, number> = {}
  for (const { model, objects } of plan.creations) {
    const progress = new Progress(`${model.words}s`, objects.length, { silent: silent || dryRun })
    created[model.words] = objects.length
    for (let done = 0; done < objects.length && !dryRun; done += batchSize) {
      const failures = await create(operations, model, objects.slice(done, done + batchSize))
      refused.push(...failures)
      created[model.words] = (created[model.words] ?? 0) - failures.length
      progress.update(Math.min(done + batchSize, objects.length))
    }
    progress.end()
  }
  const leftOut = [...unreadable, ...plan.leftOut, ...refused]
  return { created, present: plan.present.length, leftOut, renamed: plan.renamed, derived: plan.derived, dryRun }
}

/** Creates all of them, or, when one is refused, finds out which. */
async function create(
  operations: Dispatcher,
  model: ReferenceModel,
  objects: readonly PlannedObject[],
): Promise<LeftOut[]> {
  try {
    const parameters = { [model.list]: objects.map((each) => each.parameters) }
    await operations.call('viperflow', `${model.operation}s`, parameters)
    return []
  } catch (error) {
    if (!(error instanceof OperationError)) throw error
    if (error.code === 'unavailable')
      throw new Failure(`the store does not take it: ${error.message}`, { cause: error })
    const [only] = objects
    if (only === undefined || objects.length === 1)
      return only === undefined ? [] : [{ what: only.key, reason: error.message }]
    const half = Math.ceil(objects.length / 2)
    return [
      ...(await create(operations, model, objects.slice(0, half))),
      ...(await create(operations, model, objects.slice(half))),
    ]
  }
}

function targetOf({ modules }: Dispatcher): Parameters<typeof planMigration>[1] {
  const operations = modules.flatMap((module) => module.operations)
  return {
    parametersOf: (name) => {
      const operation = operations.find((each) => each.name === name)
      return operation && new Set(Object.keys(operation.params.properties))
    },
    networkTypes: new Set(builtInTypes.map(({ name }) => name)),
  }
}

async function presentKeys(driver: Driver): Promise<Set<string>> {
  const prefixes = referenceModels.map(({ prefix }) => `${prefix}.`)
  const { entries } = await driver.read({ prefixes }, { timeoutMs: patienceMs })
  return new Set(entries.keys())
}
