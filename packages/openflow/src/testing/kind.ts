import type { Message } from '../message.ts'
import { OFP10_VERSION } from '../v10/header.ts'
import { ofp_msg as ofp10_msg } from '../v10/message.ts'
import { OFP11_VERSION } from '../v11/header.ts'
import { ofp_msg as ofp11_msg } from '../v11/message.ts'
import { OFP12_VERSION } from '../v12/header.ts'
import { ofp_msg as ofp12_msg } from '../v12/message.ts'
import { OFP13_VERSION } from '../v13/header.ts'
import { ofp_msg as ofp13_msg } from '../v13/message.ts'
import { OFP14_VERSION } from '../v14/header.ts'
import { ofp_msg as ofp14_msg } from '../v14/message.ts'
import { OFP15_VERSION } from '../v15/header.ts'
import { ofp_msg as ofp15_msg } from '../v15/message.ts'

/** The versions with definitions, and the definitions of their messages; for tests. */
export const VERSIONS = [
  { version: OFP10_VERSION, name: '1.0', ofp_msg: ofp10_msg },
  { version: OFP11_VERSION, name: '1.1', ofp_msg: ofp11_msg },
  { version: OFP12_VERSION, name: '1.2', ofp_msg: ofp12_msg },
  { version: OFP13_VERSION, name: '1.3', ofp_msg: ofp13_msg },
  { version: OFP14_VERSION, name: '1.4', ofp_msg: ofp14_msg },
  { version: OFP15_VERSION, name: '1.5', ofp_msg: ofp15_msg },
] as const

type FamilyNode = typeof ofp13_msg.node
type StructNode = FamilyNode['unknown']
type CaseNode = FamilyNode['cases'][number]['node']

/** A kind of message: its type and, where it has them, the types inside. */
export interface Kind {
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
}

const membersOf = ({ members }: StructNode): StructNode['members'] =>
  members.flatMap((member) => (member.as === 'embed' ? membersOf(member.node) : [member]))

/** The name of a discriminant's value; undefined for numbers of experimenters, which their own types imply. */
function nameOf(node: FamilyNode, value: unknown): string | undefined {
  const member = membersOf(node.unknown).find((m) => m.as === 'value' && m.key === node.key)
  const text = member?.as === 'value' && member.node.kind === 'int' ? member.node.text?.format(value) : undefined
  return text === undefined || /^\d/.test(text) ? undefined : text
}

function walk(node: CaseNode, names: readonly string[], fields: Kind['fields']): Kind[] {
  if (node.kind !== 'family') return [{ name: names.join(' '), fields }]
  return node.cases.flatMap(({ value, node: body }) => {
    const name = nameOf(node, value)
    return walk(body, name === undefined ? names : [...names, name], { ...fields, [node.key ?? '']: value })
  })
}

/** All kinds of messages of a version, as its definition has them. */
export const kindsOf = (version: (typeof VERSIONS)[number]): Kind[] => walk(version.ofp_msg.node, [], {})

/** The kind of a message; undefined for one that is not defined. */
export function kindOf(kinds: readonly Kind[], message: Message): Kind | undefined {
  const values: Readonly<Record<string, unknown>> = { ...message }
  return kinds.find(({ fields }) => Object.entries(fields).every(([key, value]) => values[key] === value))
}
