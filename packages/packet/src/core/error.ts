/** A list of layers that is no packet: it names the layer by its place and name. What comes from outside never throws it. */
export class PacketError extends Error {
  override readonly name = 'PacketError'
  /** Index in the list of layers. */
  readonly layer: number

  constructor(layer: number, name: string, reason: string, cause?: unknown) {
    super(`layer ${layer} (${name}): ${reason}`, cause === undefined ? undefined : { cause })
    this.layer = layer
  }
}
