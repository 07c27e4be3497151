// A learning switch that learns by itself: for each packet, table 0 adds to table 1 the flow that leads back to its sender, so
// that no packet comes to the controller and the network works on while the controller is away. Needs Open vSwitch.
//   npx vlcp run examples/switch-side-learning.ts
import { controller } from '@vlcp/switch'

const app = await controller({ listen: process.argv[2] ?? 'tcp:127.0.0.1:6653' })

app.onSwitch(async (sw) => {
  const learn = 'learn(table=1,priority=1,idle_timeout=300,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])'
  await sw.flow({ table: 1, priority: 0, actions: 'flood' })
  await sw.flow({ table: 0, priority: 0, actions: `${learn},resubmit(,1)` })
  // A source address of many is a mistake or an attack: it must not be learned.
  await sw.flow({ table: 0, priority: 1, match: 'dl_src=01:00:00:00:00:00/01:00:00:00:00:00' })
  console.log(`switch ${sw.name} (OpenFlow ${sw.version}) learns by itself`)
})
