import { type Message, messageType } from '@vlcp/openflow'
import { typeName } from './type-name.ts'
import { versionName } from './version-name.ts'

/** A message as text for people, beginning as in `ovs-ofctl ofp-print`. */
export function formatMessage(message: Message): string {
  const { version, xid } = message
  const head = `${typeName(message)} (OF${versionName(version)}) (xid=0x${xid.toString(16)}): `
  return head + messageType(version).format(message)
}
