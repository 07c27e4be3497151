import { Engine, ForwardingState, type ReadableCollection } from '../engine/index.ts'
import { type Feature, FeatureContext } from '../features/feature.ts'
import { io } from '../features/io/index.ts'
import { l2 } from '../features/l2/index.ts'
import { misses } from '../features/misses/index.ts'
import { type Layout, layOut } from '../pipeline/layout.ts'
import type { LocalPortEntry, ModelCollections } from '../view/inputs.ts'
import { createView, type View } from '../view/view.ts'

/** The features of the default distribution. */
export const FEATURES: readonly Feature[] = [misses, io, l2]

/** What one switch should do: its view, and the flows and groups that follow from it. */
export interface SwitchPlan {
  readonly engine: Engine
  readonly view: View
  readonly layout: Layout
  readonly state: ForwardingState
}

/** Puts model, local ports and features together; the plan follows its inputs at every `engine.settle()`. */
export function createSwitchPlan(
  model: ModelCollections,
  localPorts: ReadableCollection<LocalPortEntry>,
  onDirty?: () => void,
  features: readonly Feature[] = FEATURES,
): SwitchPlan {
  const engine = new Engine(onDirty)
  const view = createView(engine, model, localPorts)
  const layout = layOut(features.flatMap(({ tables }) => tables))
  const state = new ForwardingState()
  for (const feature of features) feature.install(new FeatureContext(feature, engine, view, layout, state))
  return { engine, view, layout, state }
}
