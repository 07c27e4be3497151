import { expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { openSite } from './site.ts'

const program = fileURLToPath(new URL('../../packages/vlcp/bin/vlcp.js', import.meta.url))

test('vlcp events shows ports and switches that come and go', async () => {
  const site = await openSite('console')
  const { lab, bridge, controller } = site
  try {
    const words = ['events', '--socket', controller.console, '--match', 'ModuleNotification target=controller']
    const events = lab.start(process.execPath, [program, ...words])
    // Something has to happen until it is seen: it says nothing before.
    const device = ['--', 'set', 'interface', 'probe', 'type=internal']
    while (events.lines.length === 0) {
      await bridge.ovs.vsctl('--may-exist', 'add-port', 'br0', 'probe', ...device)
      await bridge.ovs.vsctl('del-port', 'br0', 'probe')
    }
    const endpoint = await lab.endpoint({ name: 'a', bridge, ifaceId: 'vm1', mac: '02:00:00:00:00:01', ip: '10.0.0.1' })
    const where = 'attributes\\.bridge=br0 attributes\\.datapathid=[0-9a-f]{16}'
    await events.waitForLine(
      new RegExp(
        `name=portbound ${where} attributes\\.interface=${endpoint.port} attributes\\.port=\\d+ attributes\\.id=vm1$`,
      ),
    )
    await bridge.ovs.vsctl('del-port', 'br0', endpoint.port)
    await events.waitForLine(new RegExp(`name=portunbound ${where} attributes\\.interface=${endpoint.port} `))
    await bridge.ovs.vsctl('del-controller', 'br0')
    await events.waitForLine(/name=switchdisconnected attributes\.datapathid=/)
    await bridge.setController(controller.openflow)
    await events.waitForLine(/name=switchconnected attributes\.datapathid=/)
    expect(events.exit).toBeUndefined()
  } finally {
    await lab.close()
  }
})
