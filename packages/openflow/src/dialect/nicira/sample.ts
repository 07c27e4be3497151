import type { SampleAction } from '../../action/action.ts'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { PlainBody } from './body.ts'
import { port16, port32 } from './port.ts'

/** NX_ACTION_SAMPLE_*. */
const DEFAULT = 0
const INGRESS = 1
const EGRESS = 2

type Body =
  | PlainBody<typeof subtype.NXAST_SAMPLE>
  | PlainBody<typeof subtype.NXAST_SAMPLE2>
  | PlainBody<typeof subtype.NXAST_SAMPLE3>

export function encodeSample(action: SampleAction): Body {
  const { port, direction } = action
  const sampled = {
    probability: action.probability,
    collector_set_id: action.collectorSet,
    obs_domain_id: action.domain,
    obs_point_id: action.point,
  }
  const sampling_port = port16(port ?? OFPP_ANY, 'sample')
  if (direction !== undefined)
    return {
      subtype: subtype.NXAST_SAMPLE3,
      ...sampled,
      sampling_port,
      direction: direction === 'ingress' ? INGRESS : EGRESS,
    }
  return port === undefined
    ? { subtype: subtype.NXAST_SAMPLE, ...sampled }
    : { subtype: subtype.NXAST_SAMPLE2, ...sampled, sampling_port, direction: DEFAULT }
}

export function decodeSample(body: Body): SampleAction | undefined {
  const sampled = {
    type: 'sample',
    probability: body.probability,
    collectorSet: body.collector_set_id,
    domain: body.obs_domain_id,
    point: body.obs_point_id,
  } as const
  if (body.subtype === subtype.NXAST_SAMPLE) return sampled
  const port = port32(body.sampling_port)
  if (body.subtype === subtype.NXAST_SAMPLE2) return body.direction === DEFAULT ? { ...sampled, port } : undefined
  if (body.direction !== INGRESS && body.direction !== EGRESS) return undefined
  const direction = body.direction === INGRESS ? 'ingress' : 'egress'
  return { ...sampled, ...(port === OFPP_ANY ? {} : { port }), direction }
}
