export {
  type Action,
  type BundleAction,
  type ConntrackAction,
  type ControllerAction,
  type EncapProperty,
  group,
  type HashFields,
  type MultipathAction,
  output,
  popVlan,
  pushVlan,
  type SampleAction,
  setField,
} from './action/action.ts'
export type { NatAction, NatRange } from './action/conntrack.ts'
export { apply, clearActions, gotoTable, type Instruction } from './action/instruction.ts'
export type { LearnAction, LearnSource, LearnSpecification } from './action/learn.ts'
export { act } from './action/act.ts'
export { out } from './action/out.ts'
export { type BitRange, bitRange, type Subfield } from './action/subfield.ts'
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
export { type FilterSpec, filterOf, flowOf, type FlowSpec, instructionsOf } from './flow-spec.ts'
export type { Bucket, Group, GroupSelection, GroupType } from './group.ts'
export type { Meter, MeterBand } from './meter.ts'
export { flowContent, flowKey } from './identity.ts'
export { canonicalMatch } from './match/canonical.ts'
export { type Field, fieldByName, fieldByOxm, type FieldForm, type FieldName, FIELDS, oxmOf } from './match/fields.ts'
export { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT, type UnknownField } from './match/match.ts'
export { match, type NaturalMatch } from './match/build.ts'
export type { NaturalField, NaturalValue } from './match/natural.ts'
export { MatchError } from './match/match-error.ts'
export { plainMatch } from './match/plain.ts'
export { formatAction, formatActions } from './text/format/action.ts'
export { formatFlow } from './text/format/flow.ts'
export { formatGroup } from './text/format/group.ts'
export { formatInstructions } from './text/format/instruction.ts'
export { formatMatch } from './text/format/match.ts'
export { formatMessage } from './text/format/message.ts'
export { formatMeter } from './text/format/meter.ts'
export { formatModification } from './text/format/modification.ts'
export { formatOffending } from './text/format/offending.ts'
export type { TableNamer } from './text/format/table-namer.ts'
export { parseFlow } from './text/parse/flow.ts'
export { parseGroup } from './text/parse/group.ts'
export { parseActions } from './text/parse/instruction.ts'
export { parseMatch } from './text/parse/match.ts'
export { parseMeter } from './text/parse/meter.ts'
export { TextError } from './text/text-error.ts'
export type { FlowFilter, Modification } from './modification.ts'
export type { PacketIn, PacketInReason, PacketOut } from './packet.ts'
export type { Port, PortChange, PortConfiguration } from './port.ts'
export type { FlowRemoved } from './flow-removed.ts'
export type { Role, RoleState } from './role.ts'
export type {
  AggregateStatistics,
  Counter,
  FlowStatistics,
  GroupStatistics,
  MeterStatistics,
  PortStatistics,
  QueueStatistics,
  Statistics,
  StatisticsKind,
  StatisticsQuestion,
  SwitchDescription,
  TableStatistics,
} from './statistics.ts'
export {
  type BundleStep,
  type Dialect,
  type Direct,
  type SwitchEvent,
  type SwitchFeatures,
  UnsupportedError,
} from './dialect/dialect.ts'
export {
  errorName,
  type ErrorName,
  NXET_VENDOR,
  OFPBRC_BAD_LEN,
  OFPBRC_BAD_TYPE,
  OFPBRC_BAD_VERSION,
  OFPET_BAD_REQUEST,
  OFPET_HELLO_FAILED,
  OFPHFC_INCOMPATIBLE,
} from './error/name.ts'
export {
  ONF_ET_BUNDLE_ADD_MESSAGE,
  ONF_ET_BUNDLE_CONTROL,
  onf_bundle_ctrl_type,
  onf_bundle_flags,
} from './onf/bundle.ts'
export { ONF_EXPERIMENTER_ID } from './onf/experimenter.ts'
export { OFP13_VERSION, ofp_header, ofp_type } from './v13/header.ts'
export { ofp_hello_elem_type } from './symmetric/hello.ts'
export { versionBitmaps } from './symmetric/version-bitmaps.ts'
export { ofp_msg, type OfpMsg } from './v13/message.ts'
export { OFP_NO_BUFFER, OFPG_ANY, OFPTT_ALL } from './v13/modify.ts'
export { ofp_multipart_reply_flags, ofp_multipart_type } from './v13/multipart.ts'
export { ofp_port, type OfpPort, ofp_port_reason } from './v13/port.ts'
export { dialectOf } from './dialect/index.ts'
export { ofp10 } from './dialect/v10.ts'
export { ofp13 } from './dialect/v13.ts'
export { ofp14 } from './dialect/v14.ts'
export { ofp15 } from './dialect/v15.ts'
export {
  type AnyMsg,
  decodeMessage,
  encodeMessage,
  encodeMessageInto,
  isVersion,
  type Message,
  type MessageOfVersion,
  messageType,
} from './message.ts'
export { OXM_FIELDS, type OxmField, oxmHeader, type OxmKind, type OxmName } from './oxm/fields.ts'
export { ofp_oxm, type OfpOxm, oxm_header, oxm_id, type OxmContent, type OxmId } from './oxm/oxm.ts'
export * as nicira from './nicira/index.ts'
export * as onf from './onf/index.ts'
export * as v10 from './v10/index.ts'
export * as v11 from './v11/index.ts'
export * as v12 from './v12/index.ts'
export * as v13 from './v13/index.ts'
export * as v14 from './v14/index.ts'
export * as v15 from './v15/index.ts'
export { messageName, ownMessageName } from './message-name.ts'
export { isPublishedVersion, versionName, wireVersion } from './version-name.ts'
