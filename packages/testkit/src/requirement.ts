import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs the lab runs, and the Debian package each comes from. */
export const debianPackageOf = {
  'ovsdb-tool': 'openvswitch-common',
  'ovs-ofctl': 'openvswitch-common',
  'ovs-appctl': 'openvswitch-common',
  'ovsdb-server': 'openvswitch-switch',
  'ovs-vswitchd': 'openvswitch-switch',
  'ovs-vsctl': 'openvswitch-switch',
  ip: 'iproute2',
  ping: 'iputils-ping',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  curl: 'curl',
  tshark: 'tshark',
  openssl: 'openssl',
  perl: 'perl-base',
  'systemd-notify': 'systemd',
  'systemd-analyze': 'systemd',
  'redis-server': 'redis-server',
  'redis-cli': 'redis-tools',
  'redis-benchmark': 'redis-tools',
  etcd: 'etcd-server',
  etcdctl: 'etcd-client',
} as const

export type LabProgram = keyof typeof debianPackageOf

/** Something this machine lacks; the message is one sentence that says what to do about it. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError'
}

// A login shell of an ordinary user does not search the system folders, where half of these programs live.
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** The search path for programs, system folders included. */
export function searchPath(): string {
  return [process.env['PATH'] ?? '', ...systemFolders].join(delimiter)
}

function isInstalled(program: string): boolean {
  return searchPath()
    .split(delimiter)
    .some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const allPrograms = Object.keys(debianPackageOf) as LabProgram[]

/** What single tests run besides: oracles, clients, certificates. A lab, and so the demonstration, does without. */
const testPrograms: readonly LabProgram[] = [
  'curl',
  'tshark',
  'openssl',
  'perl',
  'systemd-notify',
  'systemd-analyze',
  'redis-server',
  'redis-cli',
  'redis-benchmark',
  'etcd',
  'etcdctl',
]

/** What every lab runs. */
export const labPrograms: readonly LabProgram[] = allPrograms.filter((program) => !testPrograms.includes(program))

/** Debian packages of those programs that are not installed, each once. */
export function missingDebianPackages(programs: readonly LabProgram[] = allPrograms): string[] {
  return [...new Set(programs.filter((program) => !isInstalled(program)).map((program) => debianPackageOf[program]))]
}

/**
 * Checks that the programs are installed and, unless `root` is false, that this process may make network namespaces.
 *
 * @throws RequirementError
 */
export function requireLab({ programs = labPrograms, root = true } = {}): void {
  const missing = missingDebianPackages(programs)
  if (missing.length > 0) {
    throw new RequirementError(`Missing Debian packages: install them with "apt-get install ${missing.join(' ')}".`)
  }
  if (root && process.geteuid?.() !== 0) {
    throw new RequirementError('Network namespaces and Open vSwitch need root: run this again as root.')
  }
}
