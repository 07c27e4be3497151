import type { OpenVSwitch } from '@vlcp/testkit'

/**
 * Runs commands of ovs-vsctl, whose words are separated by single spaces, as one transaction of the database.
 *
 * @throws CommandError
 */
export function transaction(ovs: OpenVSwitch, ...commands: readonly string[]): Promise<string> {
  return ovs.vsctl(...commands.join(' -- ').split(' '))
}
