import { type Bucket, canonicalMatch, type Flow, flowKey, type GroupType } from '@vlcp/openflow'

/** What a feature yields: a flow, the existence of a group, or one bucket of a group, each made for an object. */
export type Forwarding =
  | { readonly kind: 'flow'; readonly flow: Flow; readonly object: string }
  | { readonly kind: 'group'; readonly id: number; readonly type: GroupType; readonly object: string }
  | {
      readonly kind: 'bucket'
      readonly group: number
      readonly name: string
      readonly bucket: Bucket
      readonly object: string
    }

/** Puts the match in its canonical form, and the result under the key by which the engine counts it. */
export function keyed(forwarding: Forwarding): readonly [string, Forwarding] {
  switch (forwarding.kind) {
    case 'flow': {
      const flow = { ...forwarding.flow, match: canonicalMatch(forwarding.flow.match) }
      return [`flow ${flowKey(flow)}`, { ...forwarding, flow }]
    }
    case 'group':
      return [`group ${forwarding.id}`, forwarding]
    case 'bucket':
      return [`bucket ${forwarding.group}/${forwarding.name}`, forwarding]
  }
}
