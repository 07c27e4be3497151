import { leaseMember } from './lease-mark.ts'
import { versionMember } from './objects/version.ts'

/** Members of a stored value that are no attributes of its object. */
export const reservedMembers: readonly string[] = [leaseMember, versionMember]
