// A learning switch, unchanged on OpenFlow 1.0, 1.3, 1.4 and 1.5:
//   npx vlcp run examples/learning-switch.ts
import { controller, out } from '@vlcp/switch'

const app = await controller({ listen: process.argv[2] ?? 'tcp:127.0.0.1:6653' })

app.onSwitch(async (sw) => {
  const portOf = new Map<number, number>()
  sw.flow({ priority: 0, actions: [out.controller()] })
  for await (const packet of sw.packetIns()) {
    if (packet.ethernet === undefined) continue
    const { src, dst } = packet.ethernet
    portOf.set(src, packet.inPort)
    const port = portOf.get(dst)
    if (port === undefined) packet.out(out.flood())
    else packet.flow({ match: { eth_dst: dst, eth_src: src }, actions: [out.port(port)], idleTimeoutS: 60 })
  }
})
