import { setting, type SettingValues } from '@vlcp/server'
import Type from 'typebox'
import { parseShortForm } from '../store/short-form.ts'

// Whatever a file system takes, on one line.
const path = Type.String({ title: 'a path', pattern: '^[^\\0\\r\\n]{1,4096}$', examples: ['/var/lib/vlcp'] })

/** A path, or none. */
function optionalFile(description: string, example: string) {
  return setting({
    schema: Type.Union([Type.String({ pattern: '^[^\\0\\r\\n]{1,4096}$' }), Type.Null()], {
      title: 'the path of a file',
      examples: [example],
    }),
    default: null,
    description,
  })
}

const socketForm = /^unix:\/[^\0\r\n]{0,106}$/

function urlProblem(text: string, protocols: readonly string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') {
    return `expected a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`
  }
  // A password in a URL would stand in process lists and logs.
  if (url.password !== '') return 'the password belongs into store.password or store.passwordFile'
  return undefined
}

const hostForm = /^(\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]+):\d{1,5}$/

/** What decides where the store is: `vlcp start` and every `vlcp store` command use the same keys. */
export const storeSettings = {
  store: setting({
    schema: Type.Union([Type.String(), Type.Null()], {
      title: 'file:DIR, redis://HOST:PORT/DATABASE, etcd://HOST:PORT,… or memory:',
      examples: ['file:/var/lib/vlcp'],
    }),
    default: null,
    description:
      'Short form of store.driver with store.folder, store.redis.url or store.etcd.hosts, in place of which it stands.',
    check: (text) =>
      text === null || parseShortForm(text) !== undefined
        ? undefined
        : 'expected file:DIR, redis://HOST:PORT, rediss://HOST:PORT, etcd://HOST:PORT,… or memory:',
  }),
  'store.driver': setting({
    schema: Type.Enum(['embedded', 'redis', 'etcd', 'memory']),
    default: 'embedded',
    description:
      'What keeps the store: a folder of this machine, a Redis or an etcd that several servers share, or the memory of this process, for experiments.',
  }),
  'store.folder': setting({
    schema: path,
    default: '/var/lib/vlcp',
    description: 'Folder of the embedded store; made when it is missing.',
  }),
  'store.redis.url': setting({
    schema: Type.String({ examples: ['rediss://redis.example:6379/1'] }),
    default: 'redis://127.0.0.1:6379',
    description: 'The Redis server: redis://HOST:PORT/DATABASE, rediss://… for TLS, or unix:PATH of its socket.',
    check: (text) => (socketForm.test(text) ? undefined : urlProblem(text, ['redis:', 'rediss:'])),
  }),
  'store.redis.sentinels': setting({
    schema: Type.Array(Type.String({ title: 'HOST:PORT' })),
    default: [],
    description:
      'Sentinels as HOST:PORT that say which Redis server is the master; store.redis.url then gives database and TLS only.',
    check: (list) => (list.every((each) => hostForm.test(each)) ? undefined : 'expected HOST:PORT'),
  }),
  'store.redis.sentinelName': setting({
    schema: Type.String({ minLength: 1 }),
    default: 'mymaster',
    description: 'Name under which the sentinels know the master.',
  }),
  'store.etcd.hosts': setting({
    schema: Type.Array(Type.String({ examples: ['https://etcd.example:2379'] }), { minItems: 1 }),
    default: ['http://127.0.0.1:2379'],
    description: 'The members of the etcd cluster, http://HOST:PORT or https://HOST:PORT for TLS.',
    check: (list) => list.map((each) => urlProblem(each, ['http:', 'https:'])).find((problem) => problem !== undefined),
  }),
  'store.space': setting({
    schema: Type.String({ title: 'letters, digits, -, _ and .', pattern: '^[A-Za-z0-9._-]{1,64}$' }),
    default: 'default',
    description: 'Name of the store in a Redis or etcd that holds other things, or other stores, too.',
  }),
  'store.user': setting({
    schema: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
    default: null,
    description: 'User by whose name Redis (ACL) or etcd is used.',
  }),
  'store.password': setting({
    schema: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
    default: null,
    secret: true,
    description: 'Password for Redis or etcd; better kept in store.passwordFile.',
  }),
  'store.passwordFile': optionalFile(
    'File whose first line is the password for Redis or etcd.',
    '/etc/vlcp/store-password',
  ),
  'store.tls.ca': optionalFile(
    'File with the CA certificates that must have signed the certificate of Redis or etcd; those of the system if absent.',
    '/etc/vlcp/store-ca.pem',
  ),
  'store.tls.certificate': optionalFile(
    'File with the certificate that Redis or etcd is shown, PEM.',
    '/etc/vlcp/store.pem',
  ),
  'store.tls.key': optionalFile('File with the private key of that certificate, PEM.', '/etc/vlcp/store-key.pem'),
}

export type StoreValues = SettingValues<typeof storeSettings>
