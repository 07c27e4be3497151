export {
  type Action,
  apply,
  clearActions,
  gotoTable,
  group,
  type Instruction,
  output,
  popVlan,
  pushVlan,
  setField,
} from './action/action.ts'
export {
  formatPort,
  OFPP_ALL,
  OFPP_ANY,
  OFPP_CONTROLLER,
  OFPP_FLOOD,
  OFPP_IN_PORT,
  OFPP_LOCAL,
  OFPP_MAX,
  OFPP_NORMAL,
  OFPP_TABLE,
} from './action/reserved-ports.ts'
export { DEFAULT_PRIORITY, type Flow } from './flow.ts'
export type { Bucket, Group, GroupType } from './group.ts'
export { flowContent, flowKey } from './identity.ts'
export { canonicalMatch } from './match/canonical.ts'
export { type Field, fieldByName, fieldByOxm, type FieldName, FIELDS } from './match/fields.ts'
export { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT, type UnknownField } from './match/match.ts'
export { formatAction, formatInstructions, type TableNamer } from './text/action.ts'
export { formatFlow, formatGroup } from './text/flow.ts'
export { formatMatch } from './text/match.ts'
