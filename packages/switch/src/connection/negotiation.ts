import { versionName } from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'

/** OpenFlow 1.3.5, 7.5.1: element type and how a bitmap counts versions. */
export const OFPHET_VERSIONBITMAP = 1

/** The bitmaps that say which wire versions are supported. */
export function versionBitmaps(versions: readonly number[]): readonly number[] {
  const bitmaps: number[] = []
  for (const version of versions) {
    const word = Math.floor(version / 32)
    while (bitmaps.length <= word) bitmaps.push(0)
    bitmaps[word] = ((bitmaps[word] ?? 0) | (1 << (version % 32))) >>> 0
  }
  return bitmaps
}

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
