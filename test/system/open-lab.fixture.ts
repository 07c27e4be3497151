// Opens a lab and leaves it open; the test ends this process in various ways and looks what remains.
import { openLab } from '@vlcp/testkit'

const lab = openLab({ name: 'fixture' })
const bridge = await (await lab.openVSwitch()).addBridge('br0')
const endpoint = await lab.endpoint({ name: 'a', bridge, mac: '02:00:00:00:00:01', ip: '10.0.0.1' })
endpoint.startPing('10.0.0.2')
process.stdout.write(`${JSON.stringify({ name: lab.name, folder: lab.folder })}\n`)
if (process.argv[2] === 'throw') {
  setTimeout(() => {
    throw new Error('an error nobody catches')
  })
} else if (process.argv[2] === 'exit') process.exit(0)
