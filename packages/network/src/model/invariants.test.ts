import { OperationError } from '@vlcp/server'
import { checkObjects, MemorySpace, type Reader, Store, openMemory } from '@vlcp/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AllocationChunk, decodeBits } from './allocation/chunk.ts'
import { modelClasses } from './classes.ts'
import { createTestModel, type TestModel } from './model.suite.ts'
import { LogicalNetwork } from './objects/logical-network.ts'
import { LogicalPort } from './objects/logical-port.ts'
import { PhysicalNetwork } from './objects/physical-network.ts'
import { PhysicalPort } from './objects/physical-port.ts'

const id = fc.constantFrom('a', 'b', 'c')
const vlanid = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
const vlanrange = fc.constantFrom(
  [[1, 2]],
  [
    [1, 1],
    [3, 4],
  ],
  [[2, 5]],
)
const mac_address = fc.option(fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02'), { nil: undefined })
const batch = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 })
const physicalnetwork = fc.constantFrom('vlan', 'wire', 'gone')

/** One call: an operation and its parameters, often a mistaken one. */
const call = fc.oneof(
  fc.record({ id: fc.constantFrom('vlan', 'gone'), vlanrange }).map((p) => ['updatephysicalnetwork', p] as const),
  fc
    .record({ id: physicalnetwork, type: fc.constantFrom('native', 'local') })
    .map((p) => ['createphysicalnetwork', p] as const),
  fc.record({ id: physicalnetwork }).map((p) => ['deletephysicalnetwork', p] as const),
  fc.record({ physicalnetwork, name: id }).map((p) => ['createphysicalport', p] as const),
  fc.record({ name: id }).map((p) => ['deletephysicalport', p] as const),
  batch(fc.record({ id, physicalnetwork, vlanid })).map((networks) => ['createlogicalnetworks', { networks }] as const),
  batch(fc.record({ id, vlanid })).map((networks) => ['updatelogicalnetworks', { networks }] as const),
  batch(fc.record({ id })).map((networks) => ['deletelogicalnetworks', { networks }] as const),
  batch(fc.record({ id, logicalnetwork: id, mac_address })).map((ports) => ['createlogicalports', { ports }] as const),
  batch(fc.record({ id, mac_address })).map((ports) => ['updatelogicalports', { ports }] as const),
  batch(fc.record({ id })).map((ports) => ['deletelogicalports', { ports }] as const),
)

test('no sequence of calls, one after the other or at once from two controllers, breaks the model', async () => {
  const property = fc.asyncProperty(fc.array(batch(call), { maxLength: 12 }), async (rounds) => {
    const space = new MemorySpace()
    const models = [createTestModel(space), createTestModel(space)]
    await models[0]?.call('createphysicalnetwork', { id: 'vlan', vlanrange: [[1, 3]] })
    for (const calls of rounds) {
      await Promise.all(calls.map(([operation, params], i) => attempt(models[i % 2] as TestModel, operation, params)))
      const { value } = await new Store(openMemory(space)).read(readModel)
      checkModel(value)
    }
    expect((await checkObjects(new Store(openMemory(space)), modelClasses)).findings).toEqual([])
  })
  await fc.assert(property, { numRuns: 60 })
  // Every run compiles the schemas of two controllers.
}, 30_000)

/** A call may be refused, but only in the words of the API. */
async function attempt(model: TestModel, operation: string, params: object): Promise<void> {
  try {
    await model.call(operation, JSON.parse(JSON.stringify(params)) as object)
  } catch (error) {
    expect(error).toBeInstanceOf(OperationError)
    expect(error).toMatchObject({ code: expect.stringMatching(/^(conflict|not_found|invalid|exhausted)$/) as string })
  }
}

async function readModel(reader: Reader) {
  return {
    physical: await reader.list(PhysicalNetwork),
    physicalPorts: await reader.list(PhysicalPort),
    networks: await reader.list(LogicalNetwork),
    ports: await reader.list(LogicalPort),
    chunks: await reader.list(AllocationChunk),
  }
}

function checkModel({ physical, physicalPorts, networks, ports, chunks }: Awaited<ReturnType<typeof readModel>>): void {
  const carriers = new Map(physical.map((network) => [network.id, network]))
  for (const port of physicalPorts) expect(carriers.get(port.physicalnetwork)?.type).toMatch(/vlan|native/)
  const expected = new Map<string, number[]>()
  const note = (pool: string, taken: number): unknown => expected.set(pool, [...(expected.get(pool) ?? []), taken])
  for (const network of networks) {
    const carrier = carriers.get(network.physicalnetwork)
    expect(carrier, `carrier of ${network.id}`).toBeDefined()
    note('network', network.network_number)
    expect(network.vlanid !== undefined).toBe(carrier?.type === 'vlan')
    if (network.vlanid === undefined) continue
    note(`tag:${network.physicalnetwork}`, network.vlanid)
    expect(carrier?.vlanrange?.some(([a, b]) => a <= (network.vlanid ?? 0) && (network.vlanid ?? 0) <= b)).toBe(true)
  }
  const native = networks.filter((network) => carriers.get(network.physicalnetwork)?.type === 'native')
  expect(new Set(native.map((network) => network.physicalnetwork)).size).toBe(native.length)
  // Numbers are unique, and what the pools hold is exactly what the networks have.
  const stored = chunks.map(({ pool, bits }) => [pool, numbersIn(bits)] as const)
  expect(Object.fromEntries(stored)).toEqual(
    Object.fromEntries([...expected].map(([pool, taken]) => [pool, taken.toSorted((a, b) => a - b)])),
  )
  const networkIds = new Set(networks.map((network) => network.id))
  for (const port of ports) expect(networkIds).toContain(port.network)
  const macs = ports
    .filter((port) => port.mac_address !== undefined)
    .map((port) => `${port.network} ${port.mac_address}`)
  expect(new Set(macs).size).toBe(macs.length)
}

function numbersIn(bits: string): number[] {
  const bytes = decodeBits(bits)
  return Array.from({ length: bytes.length * 8 }, (_, i) => i).filter(
    (i) => ((bytes[i >> 3] ?? 0) & (1 << (i & 7))) !== 0,
  )
}
