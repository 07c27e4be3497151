import { CertificateAuthority, openLab, waitFor, type Bridge, type Certificate, type Lab } from '@vlcp/testkit'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { addMember, createLocalNetwork, waitForPing, type Site } from './site.ts'

let lab: Lab | undefined
afterEach(() => lab?.close())

const ovsdbPort = 6640

/** Files of the controller, which a test can replace while it runs. */
interface TlsSite extends Site {
  readonly files: Certificate
  /** Certificate of the authority whose controllers the switch accepts. */
  readonly trustedBySwitch: string
  /** Makes such a certificate, beside the authority whose switches the controller accepts. */
  issue(name: string): Promise<Certificate>
}

/** A bridge whose switch and database know their controller by TLS only. */
async function openTlsSite(opened: Lab): Promise<TlsSite> {
  // ovs-pki makes two authorities, too: each signs one side, and the other side knows it.
  const ofControllers = await CertificateAuthority.create(opened.folder)
  const ofSwitches = await CertificateAuthority.create(opened.folder)
  const issue = async (name: string): Promise<Certificate> => ({
    ...(await ofControllers.issue(name)),
    ca: ofSwitches.certificate,
  })
  const ovs = await opened.openVSwitch()
  const own = await ofSwitches.issue('ovs id:1')
  await ovs.vsctl('set-ssl', own.key, own.certificate, ofControllers.certificate)
  await ovs.vsctl('set-manager', `pssl:${ovsdbPort}:${ovs.address}`)
  const bridge = await ovs.addBridge('br0')
  const folder = join(opened.folder, 'controller')
  await mkdir(folder)
  const files = { key: join(folder, 'key'), certificate: join(folder, 'certificate'), ca: join(folder, 'ca') }
  await put(await issue('controller id:2'), files)
  const controller = await opened.controller({
    switches: [ovs],
    openflowKind: 'ssl',
    ovsdb: [`ssl:${ovs.address}`],
    args: ['--tls-key', files.key, '--tls-certificate', files.certificate, '--tls-ca', files.ca],
  })
  await bridge.setController(controller.openflow)
  await waitFor(() => bridge.isConnected(), { what: 'the switch to connect to the controller' })
  return { lab: opened, bridge, controller, files, issue, trustedBySwitch: ofControllers.certificate }
}

async function put(from: Certificate, to: Certificate): Promise<void> {
  for (const kind of ['key', 'certificate', 'ca'] as const) {
    await copyFile(from[kind], `${to[kind]}.new`)
    await rename(`${to[kind]}.new`, to[kind])
  }
}

async function databaseStates({ controller }: Site): Promise<{ endpoint: string; state: string }[]> {
  const { ovsdb } = await controller.call<{ ovsdb: { endpoint: string; state: string }[] }>('controller', 'status')
  return ovsdb.map(({ endpoint, state }) => ({ endpoint, state }))
}

test('OpenFlow and OVSDB over TLS: endpoints of a network ping each other', async () => {
  lab = openLab({ name: 'tls' })
  const site = await openTlsSite(lab)
  expect(site.controller.openflow).toMatch(/^ssl:/)
  await createLocalNetwork(site, 'red')
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  const { address } = site.bridge.ovs
  expect(await databaseStates(site)).toEqual([{ endpoint: `ssl:${address}:${ovsdbPort}`, state: 'live' }])
})

test('a certificate renewed at run time serves the next connection; a switch of another authority stays out', async () => {
  lab = openLab({ name: 'tls-renewed' })
  const site = await openTlsSite(lab)
  const { bridge, files } = site
  const stranger = await CertificateAuthority.create(lab.folder)

  // What the controller shows now, the switch does not accept: by that it is seen which certificate is in use.
  await put({ ...(await stranger.issue('controller')), ca: files.ca }, files)
  await restartSwitch(bridge)
  const refused = (): boolean => /SSL_connect: .*certificate verify failed/.test(bridge.ovs.log())
  await waitFor(refused, { what: 'the switch to refuse the certificate of another authority' })
  expect(site.controller.log.join('\n')).toContain('the TLS files have changed')

  await put(await site.issue('controller id:3'), files)
  await waitFor(() => bridge.isConnected(), { what: 'the switch to accept the renewed certificate', timeoutMs: 30_000 })

  const foreign = await stranger.issue('ovs')
  await bridge.ovs.vsctl('set-ssl', foreign.key, foreign.certificate, site.trustedBySwitch)
  await restartSwitch(bridge)
  const excluded = (): boolean => site.controller.log.some((line) => line.includes('not signed by our CA'))
  await waitFor(excluded, { what: 'the controller to refuse the switch', timeoutMs: 30_000 })
})

async function restartSwitch({ ovs }: Bridge): Promise<void> {
  await ovs.stopSwitch()
  await ovs.startSwitch()
}
