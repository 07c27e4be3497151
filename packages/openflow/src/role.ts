/** What a controller may do with a switch. OpenFlow 1.3.5, 6.3.4. */
export type Role = 'nochange' | 'equal' | 'master' | 'slave'

export interface RoleState {
  readonly role: Role
  /** Undefined where nobody has claimed to be master, and of Nicira's extension in OpenFlow 1.0. */
  readonly generationId?: bigint
}
