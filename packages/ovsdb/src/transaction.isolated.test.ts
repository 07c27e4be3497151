import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atom, one, optional } from './column.ts'
import { operation } from './operation.ts'
import { openReplica, type Replica } from './replica.ts'
import { type SwitchTables, switchTables } from './switch-tables.ts'
import { TestServer } from './test-server.ts'
import { namedUuid, uuid } from './value.ts'

let server: TestServer
let replica: Replica<SwitchTables>

beforeAll(async () => {
  server = await TestServer.start()
  replica = openReplica(server.endpoint, { tables: switchTables })
  await replica.live()
})

afterAll(async () => {
  await replica.close()
  await server.remove()
})

const insertBridge = (name: string) =>
  [
    operation.insert('Bridge', { name, external_ids: new Map([['made-by', 'test']]) }, 'b'),
    operation.mutate('Open_vSwitch', [], [['bridges', 'insert', new Set([namedUuid('b')])]]),
  ] as const

const named = (name: string) => [['name', '==', name]] as const

describe('transact', () => {
  it('returns the result of each operation, typed, and the replica shows the effect already', async () => {
    const columns = { name: one(atom.string), datapath_id: optional(atom.string) }
    const [bridge, count, rows, nothing] = await replica.transact(
      ...insertBridge('br0'),
      operation.select('Bridge', named('br0'), columns),
      operation.comment('first bridge'),
    )
    expect(count).toBe(1)
    expect(rows).toEqual([{ _uuid: bridge, name: 'br0', datapath_id: undefined }])
    expect(rows[0]?.name.toUpperCase()).toBe('BR0')
    expect(nothing).toBeUndefined()
    expect(replica.rows('Bridge').get(bridge)?.external_ids).toEqual(new Map([['made-by', 'test']]))
  })

  it('updates, mutates and deletes', async () => {
    const [bridge] = await replica.transact(...insertBridge('br1'))
    await replica.transact(
      operation.update('Bridge', [['_uuid', '==', uuid(bridge)]], { datapath_id: '00000000000000aa' }),
      operation.mutate('Bridge', named('br1'), [['external_ids', 'delete', new Set(['made-by'])]]),
    )
    expect(replica.rows('Bridge').get(bridge)).toMatchObject({
      datapath_id: '00000000000000aa',
      external_ids: new Map(),
    })
    await replica.transact(operation.update('Bridge', named('br1'), { datapath_id: undefined }))
    expect(replica.rows('Bridge').get(bridge)?.datapath_id).toBeUndefined()
    // The table is garbage collected: a bridge goes when nothing refers to it.
    const unlink = operation.mutate('Open_vSwitch', [], [['bridges', 'delete', new Set([uuid(bridge)])]])
    const [, deleted] = await replica.transact(unlink, operation.delete('Bridge', named('br1')))
    expect(deleted).toBe(1)
    expect(replica.rows('Bridge').has(bridge)).toBe(false)
  })

  it('names the operation and table that failed, and changes nothing', async () => {
    const before = new Map(replica.rows('Bridge'))
    const failed = replica.transact(
      ...insertBridge('br2'),
      operation.update('Bridge', named('br2'), { fail_mode: 'sideways' }),
      operation.comment('never'),
    )
    await expect(failed).rejects.toMatchObject({
      code: 'transaction_failed',
      operation: 2,
      table: 'Bridge',
      reason: 'constraint violation',
      message: expect.stringMatching(/^operation 2 \(update on Bridge\): constraint violation: .*sideways/),
    })
    expect(new Map(replica.rows('Bridge'))).toEqual(before)
  })

  it('names the commit when that failed', async () => {
    const failed = replica.transact(
      ...insertBridge('twin'),
      operation.insert('Bridge', { name: 'twin' }, 'c'),
      link('c'),
    )
    await expect(failed).rejects.toMatchObject({ operation: undefined, reason: 'constraint violation' })
    await expect(failed).rejects.toThrow(/^commit: constraint violation: .*\(twin\)/)
  })

  it('waits for a condition and gives up after its timeout', async () => {
    const met = { columns: ['name'], until: '==', rows: [{ name: 'br0' }] } as const
    await replica.transact(operation.wait('Bridge', named('br0'), met))
    const never = { columns: ['name'], until: '!=', rows: [{ name: 'br0' }] } as const
    const failed = replica.transact(operation.wait('Bridge', named('br0'), never, 10))
    await expect(failed).rejects.toMatchObject({ operation: 0, table: 'Bridge', reason: 'timed out' })
  })

  it('passes on the refusal of a malformed request', async () => {
    const failed = replica.transact(operation.select('Nothing', [], {}))
    await expect(failed).rejects.toThrow('No table named Nothing')
  })
})

const link = (name: string) => operation.mutate('Open_vSwitch', [], [['bridges', 'insert', new Set([namedUuid(name)])]])
