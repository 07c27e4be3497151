import { type Action, fieldByName, OFPP_IN_PORT } from '@vlcp/openflow'
import { clearTracking } from '../conntrack/tracker.ts'
import { NotExecutableError } from '../errors.ts'
import { ones } from '../frame/bits.ts'
import { isMplsType } from '../frame/headers.ts'
import { TAG_PRESENT } from '../packet-state.ts'
import { executeConntrack } from './conntrack-action.ts'
import { executeGroup } from './group.ts'
import { chooseLink, chooseMember } from './hash.ts'
import { executeLearn } from './learn-action.ts'
import { outputTo, toController } from './output.ts'
import { portOf } from './port-value.ts'
import { fork, GivenUp, type Run, type Walk } from './run.ts'

/** FLOW_MAX_MPLS_LABELS of Open vSwitch. */
const MAX_LABELS = 3
/** Open vSwitch gives a packet up whose stack has 64 KB; one value has at most 16 octets. */
const MAX_STACK = 4096
/** OFPP_NONE in 16 bits: what bundle_load stores when no member is live. */
const NO_PORT = 0xffffn
const FIN_OR_RST = 5n

function decrementTtl(run: Run, walk: Walk, field: 'nw_ttl' | 'mpls_ttl', controllers: readonly number[]): boolean {
  const { ethertype } = walk.packet.headers
  const hasTtl = field === 'nw_ttl' ? ethertype === 0x0800 || ethertype === 0x86dd : isMplsType(ethertype)
  if (!hasTtl) return true
  // A header that could not be read counts as one whose TTL is over.
  const ttl = walk.packet.get(field)
  if (ttl > 1n) {
    walk.packet.set(field, ttl - 1n)
    return true
  }
  run.note(walk, 'TTL is over: to the controller, and no further action of this flow')
  for (const id of controllers) toController(run, walk, { reason: 'invalid_ttl', id })
  return false
}

function setTag(walk: Walk, mask: bigint, bits: bigint): void {
  walk.packet.set('vlan_tci', (walk.packet.get('vlan_tci') & ~mask) | TAG_PRESENT | bits)
}

function setField({ packet }: Walk, { field, value, mask }: Extract<Action, { type: 'set_field' }>): void {
  const all = ones(fieldByName(field).bits)
  const bits = mask === undefined ? all : BigInt(mask) & all
  packet.set(field, (packet.get(field) & ~bits) | (BigInt(value) & bits))
}

function pushMpls({ packet }: Walk, ethertype: number): void {
  if (isMplsType(packet.headers.ethertype) && packet.headers.mplsLabels >= MAX_LABELS) {
    throw new GivenUp(`push_mpls: there are ${MAX_LABELS} labels already, and Open vSwitch has room for no more`)
  }
  packet.pushMpls(ethertype)
}

/** Once a connection ends, its flow ends sooner. ovs-actions(7), fin_timeout. */
function shorten({ packet, entry }: Walk, idleS: number, hardS: number): void {
  if (entry === undefined || (packet.get('tcp_flags') & FIN_OR_RST) === 0n) return
  const shorter = (old: number | undefined, given: number): number =>
    given === 0 ? (old ?? 0) : Math.min(old === undefined || old === 0 ? given : old, given)
  const { idleTimeoutS, hardTimeoutS } = entry.flow
  const timeouts = { idleTimeoutS: shorter(idleTimeoutS, idleS), hardTimeoutS: shorter(hardTimeoutS, hardS) }
  entry.flow = { ...entry.flow, ...timeouts }
}

function resubmit(run: Run, walk: Walk, { port, table, conntrack }: Extract<Action, { type: 'resubmit' }>): void {
  const { packet } = walk
  const inPort = port === undefined || port === OFPP_IN_PORT ? undefined : new Map([['in_port', BigInt(port)]] as const)
  if (conntrack === true) {
    if (packet.get('ct_state') === 0n || packet.get('ct_nw_proto') === 0n) {
      run.note(walk, 'resubmit with ct, but the packet is not tracked: no match')
      return
    }
    packet.overrides = packet.originalDirection()
  }
  run.enterTable(walk, table ?? walk.table, inPort)
}

/**
 * Does one action.
 *
 * @returns whether those behind it in the same list are done
 * @throws NotExecutableError for an action that {@link checkAction} does not let in
 */
export function executeAction(run: Run, walk: Walk, action: Action): boolean {
  const { packet } = walk
  const { ports } = run.memory
  switch (action.type) {
    case 'output':
      outputTo(run, walk, action.port, { maxLength: action.maxLength })
      return true
    case 'output_trunc':
      outputTo(run, walk, action.port, { maxLength: action.maxLength, truncate: true })
      return true
    case 'output_reg':
      outputTo(run, walk, portOf(packet.read(action.source)), { maxLength: action.maxLength })
      return true
    case 'enqueue':
      outputTo(run, walk, action.port, { queue: action.queue })
      return true
    case 'controller':
      toController(run, walk, action)
      return true
    case 'group':
      executeGroup(run, walk, action.group)
      return true
    case 'bundle':
    case 'bundle_load': {
      const member = chooseMember(action, packet, (port) => ports.isLive(port))
      if (action.target !== undefined) packet.write(action.target, member === undefined ? NO_PORT : BigInt(member))
      else if (member !== undefined) outputTo(run, walk, member)
      return true
    }
    case 'multipath':
      packet.write(action.target, BigInt(chooseLink(action, packet)))
      return true
    case 'push_vlan':
      if (!packet.pushVlan(action.ethertype)) throw new GivenUp('push_vlan: Open vSwitch has room for two tags')
      return true
    case 'pop_vlan':
      packet.popVlan()
      return true
    case 'mod_vlan_vid':
      setTag(walk, 0xfffn, BigInt(action.vid))
      return true
    case 'mod_vlan_pcp':
      setTag(walk, 0xe000n, BigInt(action.pcp) << 13n)
      return true
    case 'push_mpls':
      pushMpls(walk, action.ethertype)
      return true
    case 'pop_mpls':
      packet.popMpls(action.ethertype)
      return true
    case 'set_field':
      setField(walk, action)
      return true
    case 'load':
      packet.write(action.target, action.value)
      return true
    case 'move':
      if (packet.has(action.source.field)) packet.write(action.target, packet.read(action.source))
      return true
    case 'push':
      if (walk.stack.length >= MAX_STACK) throw new GivenUp(`the stack has ${MAX_STACK} values`)
      walk.stack.push(packet.read(action.subfield))
      return true
    case 'pop': {
      const top = walk.stack.pop()
      if (top === undefined) run.note(walk, 'the stack is empty')
      else packet.write(action.subfield, top)
      return true
    }
    case 'set_tunnel':
      packet.set('tunnel_id', action.id)
      return true
    case 'check_pkt_larger':
      packet.write(action.target, packet.frame.length > action.length ? 1n : 0n)
      return true
    case 'set_ttl':
    case 'set_mpls_ttl':
      packet.set(action.type === 'set_ttl' ? 'nw_ttl' : 'mpls_ttl', BigInt(action.ttl))
      return true
    case 'dec_ttl':
      return decrementTtl(run, walk, 'nw_ttl', action.controllers ?? [0])
    case 'dec_mpls_ttl':
      return decrementTtl(run, walk, 'mpls_ttl', [0])
    case 'set_queue':
      packet.queue = action.queue
      return true
    case 'pop_queue':
      packet.queue = undefined
      return true
    case 'ct':
      executeConntrack(run, walk, action)
      return true
    case 'ct_clear':
      clearTracking(packet)
      return true
    case 'resubmit':
      resubmit(run, walk, action)
      return true
    case 'clone': {
      const copy = { ...fork(walk), nesting: walk.nesting + 1 }
      run.step(copy)
      run.execute(copy, action.actions)
      run.finish(copy)
      return true
    }
    case 'learn':
      executeLearn(run, walk, action)
      return true
    case 'fin_timeout':
      shorten(walk, action.idleS, action.hardS)
      return true
    case 'exit':
      walk.exited = true
      return false
    // A meter lets everything pass here; the others leave the packet as it is on a real switch too.
    case 'meter':
    case 'sample':
    case 'note':
    case 'conjunction':
    case 'debug_recirc':
    case 'debug_slow':
      return true
    case 'nat':
    case 'push_pbb':
    case 'pop_pbb':
    case 'encap':
    case 'decap':
    case 'delete_field':
    case 'copy_ttl_in':
    case 'copy_ttl_out':
    case 'dec_nsh_ttl':
    case 'unknown':
      throw new NotExecutableError(action.type)
  }
}
