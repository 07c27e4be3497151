/** Where a store is: what the short form and the single keys say alike. */
export type StorePlace =
  | { readonly driver: 'embedded'; readonly folder: string }
  | { readonly driver: 'redis'; readonly url: string }
  | { readonly driver: 'etcd'; readonly hosts: readonly string[] }
  | { readonly driver: 'memory' }

// Whatever a file system takes, on one line.
const fileForm = /^file:([^\0\r\n]{1,4096})$/
const etcdForm = /^etcd(s?):\/\/([^/?#@\s]+)\/?$/

/** Reads `file:DIR`, `redis://…`, `etcd://HOST:PORT,HOST:PORT` (`etcds://` for TLS) or `memory:`. */
export function parseShortForm(text: string): StorePlace | undefined {
  const [, folder] = fileForm.exec(text) ?? []
  if (folder !== undefined) return { driver: 'embedded', folder }
  if (text === 'memory:') return { driver: 'memory' }
  const [, tls, list] = etcdForm.exec(text) ?? []
  if (list !== undefined) {
    const hosts = list.split(',').map((each) => `http${tls}://${each}`)
    return hosts.every(isAddress) ? { driver: 'etcd', hosts } : undefined
  }
  return /^rediss?:\/\//.test(text) && isAddress(text) ? { driver: 'redis', url: text } : undefined
}

/** A URL with a host and without a password, which would stand in process lists. */
function isAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).hostname !== '' && new URL(text).password === ''
}
