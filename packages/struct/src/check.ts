/** What can only be checked when a definition is complete: that names of sizes refer to fields before them. */
import { definitionError } from './error.ts'
import type { Extent, Node, StructNode } from './node.ts'

/** Throws a `definition` error if something reachable from the node refers to a field that is not there. */
export function checkDefinition(root: Node): void {
  const seen = new Set<Node>()
  const queue: Node[] = [root]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (node.kind === 'struct') checkStruct(node, node.name, { visible: new Set(), counts: new Set() }, queue)
    else checkValue(node, node.name, undefined, queue)
  }
}

/** Names a size may refer to at this point of a structure. */
interface Names {
  readonly visible: Set<string>
  readonly counts: Set<string>
}

function checkStruct(node: StructNode, name: string, names: Names, queue: Node[]): void {
  for (const member of node.members) {
    switch (member.as) {
      case 'embed':
        checkStruct(member.node, name, names, queue)
        break
      case 'value':
        checkValue(member.node, `${name}.${member.key}`, names, queue)
        names.visible.add(member.key)
        break
      case 'role':
        if (member.role.role === 'count') names.counts.add(member.key)
        else names.visible.add(member.key)
        break
      case 'bits':
        for (const part of member.node.parts)
          if (part.role?.role === 'count') names.counts.add(part.key)
          else names.visible.add(part.key)
        break
      default:
    }
  }
}

function checkValue(node: Node, name: string, names: Names | undefined, queue: Node[]): void {
  switch (node.kind) {
    case 'array': {
      checkExtent(node.extent, name, names)
      const inner = names && { visible: names.visible, counts: new Set<string>() }
      return checkValue(node.item, `${name}[]`, inner, queue)
    }
    case 'sized':
      checkExtent(node.extent, name, names)
      return checkValue(node.item, name, names, queue)
    case 'padded':
    case 'convert':
      return checkValue(node.item, name, names, queue)
    case 'bytes':
    case 'string':
      return checkExtent(node.extent, name, names)
    case 'lazy':
      queue.push(node.resolve())
      return
    case 'family':
      queue.push(node.unknown, ...[...node.cases, ...node.choices].map((c) => c.node))
      return
    case 'struct':
      queue.push(node)
      return
    default:
  }
}

function checkExtent(extent: Extent, name: string, names: Names | undefined): void {
  if (extent.by !== 'field') return
  if (names === undefined || !(names.visible.has(extent.field) || names.counts.has(extent.field)))
    throw definitionError(name, `its size refers to ${extent.field}, which is no field before it`)
}
