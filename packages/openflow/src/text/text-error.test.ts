import { describe, expect, it } from 'vitest'
import { formatAction } from './format/action.ts'
import { formatFlow } from './format/flow.ts'
import { formatInstructions } from './format/instruction.ts'
import { formatMatch } from './format/match.ts'
import { parseFlow } from './parse/flow.ts'
import { parseGroup } from './parse/group.ts'
import { parseActions } from './parse/instruction.ts'
import { parseMatch } from './parse/match.ts'
import { parseMeter } from './parse/meter.ts'
import { TextError } from './text-error.ts'

function errorOf(parse: (text: string) => unknown, text: string): TextError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof TextError) return error
    throw error
  }
  throw new Error(`${text} was read`)
}

describe('an error', () => {
  it.each<[(text: string) => unknown, string, string, string]>([
    [parseMatch, 'tcp,nw_dts=1.2.3.4', 'nw_dts', 'did you mean "nw_dst"?'],
    [parseMatch, 'nw_dst=10.0.0.0/8', 'nw_dst', '"nw_dst" is only compared together with "ip"'],
    [parseMatch, 'ip,ipv6_dst=::1', 'ipv6_dst', 'together with "ipv6", and the match says eth_type=2048'],
    [parseMatch, 'tp_dst=80', 'tp_dst', 'add "tcp", "udp", "sctp"'],
    [parseMatch, 'ip,nw_dst=10.0.0.0/33', '33', 'a prefix has at most 32 bits'],
    [parseMatch, 'reg0=5,reg1=0x1ffffffff', '0x1ffffffff', 'reg1 takes a number of 0 to 4294967295'],
    [parseMatch, 'ct_state=+trk+nwe', 'nwe', 'did you mean "new"?'],
    [parseMatch, 'priority=5', 'priority', 'no match field or protocol'],
    [parseMatch, 'dl_type=0x800/0xff', '0x800/0xff', 'eth_type cannot be masked'],
    [parseMatch, 'reg0[3..40]=5', 'reg0[', 'reg0 has bits 0 to 31'],
    [parseMatch, 'packet_type=(1,x)', 'x)', 'the type of packet_type'],
    [parseActions, 'output:1,outptu:2', 'outptu', 'did you mean "output"?'],
    [parseActions, 'ct(commit,zone=1,nat(scr=1.2.3.4))', 'scr', 'it has src, dst, persistent, hash, random'],
    [parseActions, 'clone(clone(set_field:5->reg77))', 'reg77', 'no field is called "reg77"'],
    [parseActions, 'learn(table=1,NXM_NX_REG0[]=reg1[0..3])', 'reg1[', 'has 4 bits, its target 32'],
    [parseActions, 'goto_table:1,output:2', 'output', 'must stand in front of goto_table'],
    [parseActions, 'mod_tp_dst:80', 'mod_tp_dst', 'write set_field:80->tcp_dst or set_field:80->udp_dst'],
    [parseActions, 'resubmit(,300)', '300', 'a number of 0 to 255'],
    [parseFlow, 'prioriti=5,actions=drop', 'prioriti', 'did you mean "priority"?'],
    [parseFlow, 'ip,actions=set_field:1->dl_typ', 'dl_typ', 'did you mean'],
    [parseGroup, 'group_id=1,type=al', 'al', 'did you mean "all"?'],
    [parseGroup, 'group_id=1,type=ff,bucket=output:1', 'output:1', 'needs watch_port or watch_group'],
    [parseMeter, 'meter=1 kbps bands=type=drop rat=1', 'rat', 'a band has type, rate, burst_size and prec_level'],
    [parseMeter, 'meter=1 bands=type=drop rate=1', 'meter', 'kbps or pktps'],
  ])('names the word and what is allowed: %o %s', (parse, text, word, reason) => {
    const error = errorOf(parse, text)
    expect(error.message).toContain(reason)
    expect(text.slice(error.position)).toMatch(new RegExp(`^${word.replaceAll(/[[\]().]/g, '\\$&')}`))
  })

  it('quotes little of an endless word', () => {
    expect(errorOf(parseMatch, 'x'.repeat(100_000)).message.length).toBeLessThan(200)
  })

  it('ends endless nesting', () => {
    expect(errorOf(parseActions, 'clone('.repeat(10_000)).message).toContain('nested more than 100 deep')
  })
})

describe('what nobody has a name for', () => {
  it('prints as octets and reads back', () => {
    const match = { reg0: 5, unknown: [{ header: 0x8000_7f02, payload: Uint8Array.of(1, 255) }] }
    expect(formatMatch(match)).toBe('reg0=0x5,oxm_0x80007f02=0x01ff')
    expect(parseMatch(formatMatch(match))).toEqual(match)
    const action = { type: 'unknown', bytes: Uint8Array.of(0, 99, 0, 8) } as const
    expect(formatAction(action)).toBe('unknown(0x00630008)')
    const instruction = { type: 'unknown', bytes: Uint8Array.of(0, 9) } as const
    const all = [{ type: 'apply_actions', actions: [action] } as const, instruction]
    expect(formatInstructions(all)).toBe('unknown(0x00630008),unknown_instruction(0x0009)')
    expect(parseActions(formatInstructions(all))).toEqual(all)
  })
})

describe('table names', () => {
  const name = (table: number): string => `t${table}`

  it('stand wherever a table does', () => {
    const flow = parseFlow(
      'table=1,ip,actions=resubmit(,2),ct(table=3),learn(table=4),clone(resubmit(5,6)),goto_table:7',
    )
    expect(formatFlow(flow, name)).toBe(
      'table=t1, ip actions=resubmit(,t2),ct(table=t3),learn(table=t4),clone(resubmit(5,t6)),goto_table:t7',
    )
  })

  it('stand for table 0 too, which goes without saying as a number', () => {
    const flow = parseFlow('actions=drop')
    expect(formatFlow(flow)).toBe('actions=drop')
    expect(formatFlow(flow, name)).toBe('table=t0, actions=drop')
  })
})
