import { formatDatapathId } from '@vlcp/address'
import { operation, OperationError, type OperationModule } from '@vlcp/server'
import type { Store } from '@vlcp/store'
import Type from 'typebox'
import type { OvsdbSource } from './ovsdb-source.ts'
import { reportFlows, reportSwitch } from './report.ts'
import type { Switches } from './switches.ts'

export interface ControllerParts {
  readonly store: Store
  readonly sources: readonly OvsdbSource[]
  readonly switches: Switches
  /** Where switches connect. */
  readonly openflow: string
  readonly startedAt: Date
}

/** The module `controller`: what this process knows and does. */
export function controllerModule(parts: ControllerParts): OperationModule {
  return {
    name: 'controller',
    summary: 'The controller itself: its switches, its store, and the flows it keeps.',
    operations: [statusOperation(parts), flowsOperation(parts)],
  }
}

function statusOperation({ store, sources, switches, openflow, startedAt }: ControllerParts) {
  return operation({
    name: 'status',
    summary: 'What the controller is connected to and whether its switches hold what they should.',
    params: Type.Object({}, { additionalProperties: false }),
    mutates: false,
    run: async () => ({
      started: startedAt.toISOString(),
      openflow,
      store: await store.health(),
      ovsdb: sources.map(({ status }) => status),
      switches: [...switches.all()].map(reportSwitch),
      unknown_switches: [...switches.strangers()].map(({ datapathId, peer }) => ({
        datapathid: formatDatapathId(datapathId),
        peer,
      })),
    }),
  })
}

function flowsOperation({ switches }: ControllerParts) {
  return operation({
    name: 'flows',
    summary: 'The flows and groups of a bridge, each with the object it came from and whether the switch has it.',
    params: Type.Object(
      {
        bridge: Type.String({ minLength: 1, description: 'name of the bridge, or its datapath id in sixteen digits' }),
      },
      { additionalProperties: false },
    ),
    mutates: false,
    run: ({ bridge }) => {
      const found = [...switches.all()].filter(
        (managed) => managed.bridge === bridge || formatDatapathId(managed.datapathId) === bridge,
      )
      const [managed, another] = found
      if (managed === undefined) throw new OperationError('not_found', `no bridge ${bridge} is known here`, 'bridge')
      if (another !== undefined) {
        const ids = found.map(({ datapathId }) => formatDatapathId(datapathId)).join(', ')
        throw new OperationError(
          'conflict',
          `several bridges are called ${bridge}; give a datapath id: ${ids}`,
          'bridge',
        )
      }
      return reportFlows(managed)
    },
  })
}
