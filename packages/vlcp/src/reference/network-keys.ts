import type { ReferenceKey } from '@vlcp/server'
import { always, noMeaning } from './no-meaning.ts'

const vHosts = 'there are no vHosts'

export const networkKeys: readonly ReferenceKey[] = [
  always('module.ioprocessing.vhostmap', [{}], vHosts),
  always('module.ioprocessing.enable_router_forward', [false], 'there are no routers yet'),
  always('module.ovsdbmanager.bridgenames', [null], 'every bridge that has VLCP for its controller is managed'),
  always('module.l2switch.learning', [false], 'addresses are pushed before the first packet'),
  always('module.l2switch.nxlearn', [false, true], 'nothing is learned'),
  ...noMeaning('module.l2switch.', 'learntimeout', 'nothing is learned'),
  ...noMeaning('module.', 'vxlancast.** vxlanvtep.** vtepcontroller.**', 'there is no VXLAN yet'),
  ...noMeaning('module.', 'arpresponder.** freearp.** icmpresponder.** dhcpserver.**', 'there are no responders yet'),
  ...noMeaning('module.', 'l3router.**', 'there are no routers yet'),
  ...noMeaning('module.', 'dockerplugin.**', 'there is no plug-in for Docker yet'),
  always('module.*.vhostbind', [null, '', ['']], vHosts),
]
