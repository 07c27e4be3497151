// A stateful layer-4 firewall on an ordinary switch: IPv4 connections may begin only to the TCP ports named; whatever belongs to
// a connection that was allowed may pass, in both directions. Needs Open vSwitch's connection tracking.
//   npx vlcp run examples/firewall.ts tcp:127.0.0.1:6653 22 443
import { controller } from '@vlcp/switch'

const [listen = 'tcp:127.0.0.1:6653', ...ports] = process.argv.slice(2)
const app = await controller({ listen })

app.onSwitch(async (sw) => {
  const rule = (table: number, priority: number, match: string, actions: string) =>
    sw.flow({ table, priority, match, actions })
  await Promise.all([
    rule(0, 2, 'arp', 'normal'),
    // Table 1 sees each packet together with what is known of its connection.
    rule(0, 1, 'ip', 'ct(table=1)'),
    rule(0, 0, '', 'drop'),
    rule(1, 3, 'ip,ct_state=+trk+inv', 'drop'),
    rule(1, 2, 'ip,ct_state=+trk+est', 'normal'),
    rule(1, 2, 'ip,ct_state=+trk+rel', 'normal'),
    ...ports.map((port) => rule(1, 1, `tcp,ct_state=+trk+new,tp_dst=${port}`, 'ct(commit),normal')),
    rule(1, 0, '', 'drop'),
  ])
  console.log(`switch ${sw.name} lets connections to ${ports.join(', ') || 'no port'} begin`)
})
