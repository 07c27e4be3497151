import { versionName } from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'

/**
 * The version both sides will speak (OpenFlow 1.3.5, 6.3.1): the highest common one when the peer sent bitmaps, otherwise
 * the smaller of both headers if we speak that. Throws a {@link SwitchError} whose message is fit for HELLO_FAILED.
 */
export function negotiate(
  ours: readonly number[],
  peerHeaderVersion: number,
  peerBitmaps: readonly number[] | undefined,
): number {
  const peerSpeaks = (version: number): boolean =>
    (((peerBitmaps?.[Math.floor(version / 32)] ?? 0) >>> (version % 32)) & 1) === 1
  const common =
    peerBitmaps === undefined
      ? ours.filter((version) => version === Math.min(Math.max(...ours), peerHeaderVersion))
      : ours.filter(peerSpeaks)
  if (common.length === 0) {
    const list = ours.map(versionName).join(', ')
    throw new SwitchError('negotiation_failed', `no common OpenFlow version; this controller speaks ${list}`)
  }
  return Math.max(...common)
}
