export { type Controller, type ControllerOptions, openController } from './controller/controller.ts'
export { createSwitchPlan, FEATURES, type SwitchPlan } from './controller/switch-plan.ts'
export { Collection, Engine, type Forwarding, type ReadableCollection, type Reader } from './engine/index.ts'
export { type Feature, FeatureContext, type FlowWish } from './features/feature.ts'
export { type Layout, layOut, type TableRequest } from './pipeline/layout.ts'
export { COOKIE_MARK, COOKIE_MARK_MASK, cookieOf, groupIdOf, isOurCookie, isOurGroup } from './pipeline/ownership.ts'
export {
  createLocalPorts,
  createModelCollections,
  type LocalPortEntry,
  type LogicalNetworkEntry,
  type LogicalPortEntry,
  type ModelCollections,
  type PhysicalNetworkEntry,
  type PhysicalPortEntry,
} from './view/inputs.ts'
export {
  builtInTypes,
  freeAttributePattern,
  isFreeAttribute,
  LogicalNetwork,
  LogicalPort,
  modelClasses,
  type NetworkType,
  PhysicalNetwork,
  PhysicalPort,
  type TagSpace,
  viperflow,
} from './model/index.ts'
