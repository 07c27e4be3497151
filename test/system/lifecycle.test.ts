import { connect } from 'node:net'
import { existsSync } from 'node:fs'
import { ApiError, openLab } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'

const lab = openLab({ name: 'lifecycle' })
afterEach(() => lab.close())

function canConnect(endpoint: string): Promise<boolean> {
  const { hostname, port } = new URL(endpoint.replace(/^tcp:/, 'tcp://'))
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

test('start, ready line, refusal, SIGTERM, clean end, and the same data afterwards', async () => {
  const controller = await lab.controller()
  // Controller.start() has read the line and compared the addresses in it.
  const ready = controller.log.filter((line) => line.startsWith('vlcp ready: '))
  expect(ready).toEqual([`vlcp ready: api ${controller.api} openflow ${controller.openflow} store ${controller.store}`])
  expect(existsSync(controller.store)).toBe(true)
  expect(await canConnect(controller.openflow)).toBe(true)

  await controller.call('viperflow', 'createphysicalnetwork', { type: 'local', id: 'here' })
  const refusal = await controller.call('viperflow', 'createphysicalnetwork', { type: 'local', id: 'here' }).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(ApiError)
  expect(refusal).toMatchObject({ status: 409, field: 'id' })

  expect(await controller.stop()).toEqual({ code: 0, signal: null })
  expect(await canConnect(controller.openflow)).toBe(false)
  expect(await canConnect(controller.api)).toBe(false)

  await controller.restart()
  const networks = await controller.call<{ id: string }[]>('viperflow', 'listphysicalnetworks')
  expect(networks.map(({ id }) => id)).toEqual(['here'])
  expect(await controller.kill('SIGINT')).toEqual({ code: 0, signal: null })
})
