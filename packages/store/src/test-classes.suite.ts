import Type from 'typebox'
import { objectClass, type ObjectOf } from './object-class.ts'

/** The classes of the store's own tests: networks and ports that refer to them. */
export const Network = objectClass({
  name: 'network',
  prefix: 'test.network',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), mtu: Type.Optional(Type.Integer({ minimum: 68 })) }),
})
export interface Network extends ObjectOf<typeof Network> {}

export const Port = objectClass({
  name: 'port',
  prefix: 'test.port',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    network: Type.String(),
    mac: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    tags: Type.Optional(Type.Array(Type.String())),
  }),
  unique: { mac: ['network', 'mac'] },
  multi: { network: ['network'] },
})
export interface Port extends ObjectOf<typeof Port> {}
