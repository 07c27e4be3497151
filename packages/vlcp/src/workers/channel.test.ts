import { OperationError } from '@vlcp/server'
import { expect, it } from 'vitest'
import { Channel } from './channel.ts'
import { portPair } from './port-pair.fixture.ts'

interface Remote {
  double(value: bigint): bigint
  refuse(): never
  hang(): Promise<never>
}

function connect(): Channel<Remote> {
  const [here, there] = portPair()
  void new Channel(there, {
    double: (value: bigint) => 2n * value,
    refuse: () => {
      throw new OperationError('conflict', 'it is there already', 'id')
    },
    hang: () => new Promise(() => undefined),
  })
  return new Channel<Remote>(here, {})
}

it('carries requests, answers and refusals', async () => {
  const channel = connect()
  expect(await Promise.all([channel.request('double', 2n ** 63n), channel.request('double', 1n)])).toEqual([
    2n ** 64n,
    2n,
  ])
  const refused = channel.request('refuse')
  await expect(refused).rejects.toBeInstanceOf(OperationError)
  await expect(refused).rejects.toMatchObject({ code: 'conflict', message: 'it is there already', field: 'id' })
})

it('ends what waits when the other end is gone', async () => {
  const channel = connect()
  const waiting = channel.request('hang')
  channel.close()
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
  await expect(channel.request('double', 1n)).rejects.toMatchObject({ code: 'unavailable' })
})

it('fails when a message cannot be sent', async () => {
  const broken = new Channel<Remote>(
    {
      on: () => undefined,
      send: (_message, sent) => {
        sent(new Error('the pipe is broken'))
        return false
      },
    },
    {},
  )
  await expect(broken.request('double', 1n)).rejects.toMatchObject({ code: 'unavailable' })
})
