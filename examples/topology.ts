// Finds the links between switches: an LLDP frame (IEEE 802.1AB) goes out of every port and says where it came from; a switch that
// gets one hands it to the controller. A link that is not seen for three rounds is gone.
//   npx vlcp run examples/topology.ts tcp:127.0.0.1:6653 1000
import { encodePacket, ethernet, ethertype, layerIn, type Lldp, lldp, lldp_tlv_type } from '@vlcp/packet'
import { controller, out, type Switch } from '@vlcp/switch'

const [listen = 'tcp:127.0.0.1:6653', interval = '1000'] = process.argv.slice(2)
const intervalMs = Number(interval)
const app = await controller({ listen })
/** When each link was last seen. */
const seenAt = new Map<string, number>()

/** The frame that says which port of which switch it has left. */
function probe(sw: Switch, port: number, mac: number): Uint8Array {
  const tlvs: Lldp['tlvs'] = [
    { type: lldp_tlv_type.CHASSIS_ID, subtype: 7, id: sw.name },
    { type: lldp_tlv_type.PORT_ID, subtype: 7, id: `${port}` },
    { type: lldp_tlv_type.TIME_TO_LIVE, ttl_s: Math.ceil((3 * intervalMs) / 1000) },
  ]
  return encodePacket([ethernet.create({ dst: 0x0180c200000e, src: mac }), lldp.create({ tlvs })])
}

function ask(): void {
  for (const sw of app.switches.values())
    for (const { port, mac, linkDown } of sw.ports.values())
      if (port < 0xff00 && !linkDown) sw.packetOut({ data: probe(sw, port, mac), actions: [out.port(port)] })
  for (const [link, atMs] of seenAt)
    if (performance.now() - atMs > 3 * intervalMs && seenAt.delete(link)) console.log(`gone: ${link}`)
}

app.onSwitch(async (sw) => {
  sw.flow({ priority: 0xffff, match: { eth_type: ethertype.ETHERTYPE_LLDP }, actions: [out.controller()] })
  for await (const { packet, inPort } of sw.packetIns()) {
    const ids = layerIn(packet.layers, 'lldp')?.tlvs.flatMap((tlv) => ('id' in tlv ? [tlv.id] : []))
    if (ids?.length !== 2) continue
    const link = `${ids[0]}:${ids[1]} -> ${sw.name}:${inPort}`
    if (!seenAt.has(link)) console.log(`link: ${link}`)
    seenAt.set(link, performance.now())
  }
})

setInterval(ask, intervalMs)
