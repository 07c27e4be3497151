/** The framework over what a switch can be reached on: TLS both ways, UNIX sockets, several at once, and when it fails. */
import { type Controller, controller, type ControllerOptions, out, type Switch } from '@vlcp/switch'
import { type Bridge, type Certificate, CertificateAuthority, type Lab, openLab, waitFor } from '@vlcp/testkit'
import { formatEndpoint } from '@vlcp/transport'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

let lab: Lab | undefined
afterEach(() => lab?.close())

interface Site {
  readonly lab: Lab
  readonly bridge: Bridge
  /** The controller's files: its own, and the authority of the switches. */
  readonly own: Certificate
  /** Files of one whom the switches do not know. */
  readonly stranger: Certificate
}

async function openSite(): Promise<Site> {
  const opened = openLab({ name: 'endpoints' })
  lab = opened
  const ofControllers = await CertificateAuthority.create(opened.folder)
  const ofSwitches = await CertificateAuthority.create(opened.folder)
  const ovs = await opened.openVSwitch()
  const files = await ofSwitches.issue('ovs id:1')
  await ovs.vsctl('set-ssl', files.key, files.certificate, ofControllers.certificate)
  const bridge = await ovs.addBridge('br0')
  const own = { ...(await ofControllers.issue('controller id:2')), ca: ofSwitches.certificate }
  const stranger = { ...(await ofSwitches.issue('stranger id:3')), ca: ofControllers.certificate }
  return { lab: opened, bridge, own, stranger }
}

async function start(site: Site, options: ControllerOptions): Promise<{ app: Controller; errors: string[] }> {
  const errors: string[] = []
  const app = await controller({ onError: (error) => errors.push(error.message), ...options })
  site.lab.onClose(() => app.close())
  return { app, errors }
}

const targets = (app: Controller): string[] => app.endpoints.map(formatEndpoint)

async function theSwitch(app: Controller): Promise<Switch> {
  await waitFor(() => app.switches.size === 1, { what: 'the switch to connect' })
  const [sw] = app.switches.values()
  if (sw === undefined) throw new Error('no switch')
  return sw
}

/** A flow goes in and is read back; a refusal comes back as what it is. */
async function exercise(sw: Switch, priority: number): Promise<void> {
  await sw.flow({ priority, actions: [out.port(1)] })
  expect((await sw.statistics.flows()).map((flow) => flow.priority)).toContain(priority)
  await expect(sw.flow({ table: 255, actions: [] })).rejects.toMatchObject({ code: 'refused' })
}

test('a switch connects by TLS, each side knowing the other, and by no other way', async () => {
  const site = await openSite()
  const { ovs } = site.bridge
  const { app, errors } = await start(site, { listen: `ssl:${ovs.hostAddress}:0`, tls: site.own })
  const strict = await start(site, { listen: `ssl:${ovs.hostAddress}:0`, tls: site.stranger })
  await site.bridge.setController(targets(app)[0] ?? '')
  const sw = await theSwitch(app)
  expect(sw.session.peer).toMatch(/^ssl:/)
  await exercise(sw, 1)
  expect(errors).toEqual([])
  await site.bridge.setController(targets(strict.app)[0] ?? '')
  await waitFor(() => strict.errors.length > 0 && app.switches.size === 0, { what: 'the stranger to be refused' })
  expect(strict.app.switches.size).toBe(0)
})

test('a controller connects by TLS to a switch that listens, and says why it cannot', async () => {
  const site = await openSite()
  const { ovs } = site.bridge
  const connect = `ssl:${ovs.address}:6654`
  const early = await start(site, { connect, tls: site.own })
  await waitFor(() => early.errors.length > 0, { what: 'the failure to be told' })
  expect(early.errors[0]).toContain(`cannot connect to ${connect}`)
  await ovs.vsctl('set-controller', 'br0', `pssl:6654:${ovs.address}`)
  await exercise(await theSwitch(early.app), 2)
  const strict = await start(site, { connect, tls: site.stranger })
  await waitFor(() => strict.errors.length > 0, { what: 'the stranger to be refused' })
  expect(strict.errors[0]).toMatch(/TLS|certificate|tls/)
  expect(strict.app.switches.size).toBe(0)
})

test('a switch connects to a UNIX socket, and again when its session ends', async () => {
  const site = await openSite()
  const { ovs } = site.bridge
  const path = join(ovs.folder, 'controller.sock')
  const { app } = await start(site, { listen: [`unix:${path}`, `tcp:${ovs.hostAddress}:0`] })
  expect(app.endpoints).toHaveLength(2)
  const handled: Switch[] = []
  app.onSwitch((sw) => handled.push(sw))
  await site.bridge.setController(`unix:${path}`)
  const first = await theSwitch(app)
  expect(first.session.peer).toContain(path)
  await exercise(first, 3)
  const packets = first.packetIns()
  first.close()
  expect(await packets.next()).toMatchObject({ done: true })
  await waitFor(() => handled.length === 2, { what: 'the switch to come again' })
  expect(app.switches.get(first.datapathId)).toBe(handled[1])
  await exercise(handled[1] ?? first, 4)
  // The same switch on two ways: the one that is there stays.
  await ovs.vsctl('set-controller', 'br0', `unix:${path}`, targets(app)[1] ?? '')
  await waitFor(() => app.switches.size === 1, { what: 'the switch to be there' })
  await exercise(await theSwitch(app), 5)
})
