import { describe, expect, it } from 'vitest'
import { plain, sent, put } from '../../testing/dialect-10.ts'

describe('packets and ports', () => {
  it('go out', () => {
    const data = new Uint8Array([1, 2, 3])
    const message = sent(plain.packetOut(1, { data, actions: [{ type: 'output', port: 1 }] }))
    expect(message).toMatchObject({ buffer_id: 0xffff_ffff, in_port: 0xffff, data })
    expect(plain.packetOutOf(message)).toEqual({ data, actions: [{ type: 'output', port: 1 }] })
    const kept = sent(plain.packetOut(1, { bufferId: 7, inPort: 3, actions: [] }))
    expect(plain.packetOutOf(kept)).toEqual({ bufferId: 7, inPort: 3, actions: [] })
    expect(plain.packetOutOf(put(plain, {}))).toBeUndefined()
  })

  it('are changed in what is given', () => {
    const message = sent(plain.portModification(1, { port: 1, mac: 5, down: true, noForward: false }))
    expect(message).toMatchObject({ type: 15, port_no: 1, hw_addr: 5, config: 1, mask: 33, advertise: 0 })
  })
})
