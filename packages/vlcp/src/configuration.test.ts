import { ConfigurationError, formatOrigin } from '@vlcp/server'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfiguration, type StartFlags } from './configuration.ts'
import { storePlace } from './store/store-place.ts'

const folder = mkdtempSync(join(tmpdir(), 'vlcp-configuration-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, 'vlcp.yaml')
  writeFileSync(path, text)
  return path
}

function problems(flags: StartFlags, environment = {}): readonly string[] {
  try {
    readConfiguration(flags, environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('readConfiguration', () => {
  it('has the defaults scripts rely on', () => {
    expect(readConfiguration({ config: '' }, {}).values).toMatchObject({
      api: 'tcp:127.0.0.1:8081',
      openflow: 'tcp:127.0.0.1:6653',
      ovsdb: ['unix:/var/run/openvswitch/db.sock'],
      store: null,
      'store.driver': 'embedded',
      'store.folder': '/var/lib/vlcp',
      'log.level': 'info',
      'reconciler.auditIntervalMs': 5000,
    })
  })

  it('takes flags before the environment before the file', () => {
    const config = file('api: tcp:127.0.0.1:1\nstore: file:/a\nopenflow: tcp:127.0.0.1:2\n')
    const environment = { VLCP_CONFIG: config, VLCP_STORE: 'file:/b', VLCP_OPENFLOW: 'tcp:127.0.0.1:3' }
    const {
      values,
      warnings,
      file: used,
    } = readConfiguration({ openflow: 'tcp:[::1]:0', ovsdb: ['unix:/x', 'tcp:h:1'] }, environment)
    expect(values).toMatchObject({
      api: 'tcp:127.0.0.1:1',
      store: 'file:/b',
      openflow: 'tcp:[::1]:0',
      ovsdb: ['unix:/x', 'tcp:h:1'],
    })
    expect([warnings, used]).toEqual([[], config])
  })

  it('does not take the address of the clients for its own', () => {
    const { values, warnings } = readConfiguration({ config: '' }, { VLCP_API: 'http://elsewhere:8081' })
    expect([values.api, warnings]).toEqual(['tcp:127.0.0.1:8081', []])
  })

  it.each<[StartFlags, RegExp]>([
    [{ api: 'http://127.0.0.1:8081' }, /^flag --api: api: endpoint 'http:\/\/127\.0\.0\.1:8081'/],
    [{ openflow: 'unix:/x' }, /^flag --openflow: openflow: "unix:\/x": expected tcp or ssl:…$/],
    [{ ovsdb: ['unix:/x', 'tcp:h:x'] }, /^flag --ovsdb: ovsdb: endpoint 'tcp:h:x': the port 'x' is not a number/],
    [{ store: '/var/lib/vlcp' }, /^flag --store: store: expected file:DIR, redis:\/\/HOST/],
    [{ set: ['store.driver=memory', 'server.workers=2'] }, /^a store in memory belongs to one process/],
    [{ set: ['store.driver=etcd', 'store.user=u'] }, /^etcd needs store\.user together with store\.password/],
    [{ set: ['store.password=p', 'store.passwordFile=/p'] }, /^store\.password and store\.passwordFile both/],
    [{ set: ['store.redis.url=redis://u:p@h'] }, /^flag --set: store\.redis\.url: the password belongs into/],
    [{ set: ['store.space=a b'] }, /^flag --set: store\.space: expected letters, digits/],
    [{ openflow: 'ssl:[::]' }, /^"ssl:\[::\]" needs tls\.key and tls\.certificate and tls\.ca$/],
    [{ ovsdb: ['ssl:h'], tlsKey: '/k', tlsCertificate: '/c' }, /^"ssl:h" needs tls\.ca$/],
    [{ tlsKey: '' }, /^flag --tls-key: tls\.key: expected the path of a file/],
    [{ logLevel: 'loud' }, /^flag --log-level: log\.level: expected one of "fatal", .*, received "loud"$/],
  ])('refuses %j', (flags, problem) => {
    expect(problems({ config: '', ...flags })).toEqual([expect.stringMatching(problem)])
  })

  it('takes the files for TLS from flags, the environment and the file', () => {
    const config = file('openflow: ssl:0.0.0.0\ntls:\n  key: /a/key\n  peerNames: [br0, br1]\n')
    const { values } = readConfiguration({ config, tlsCa: '/c/ca' }, { VLCP_TLS_CERTIFICATE: '/b/certificate' })
    expect(values).toMatchObject({
      openflow: 'ssl:0.0.0.0',
      'tls.key': '/a/key',
      'tls.certificate': '/b/certificate',
      'tls.ca': '/c/ca',
      'tls.peerNames': ['br0', 'br1'],
    })
  })

  it('takes the store in its short form or key by key, nested or not, but not both', () => {
    const nested = file('store:\n  driver: redis\n  redis: {url: "redis://h:1"}\nstore.space: a\n')
    expect(readConfiguration({ config: nested }).values).toMatchObject({
      'store.driver': 'redis',
      'store.redis.url': 'redis://h:1',
      'store.space': 'a',
    })
    const flag = readConfiguration({ config: nested, store: 'etcd://a:1' }).values
    expect(storePlace(flag)).toEqual({ driver: 'etcd', hosts: ['http://a:1'] })
    const both = file('store: redis://h\nstore.driver: redis\n')
    expect(problems({ config: both })).toEqual(['store is the short form of store.driver, and both are given'])
  })

  it('does not repeat a key that stands where its file should be named', () => {
    const text = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG'
    const problem = 'environment VLCP_TLS_KEY: tls.key: expected the path of a file, not its contents'
    expect(problems({ config: '' }, { VLCP_TLS_KEY: text })).toEqual([problem])
  })

  it('goes on accepting keys of the reference', () => {
    const config = file('module:\n  openflowserver:\n    url: tcp:0.0.0.0:1\n')
    const { values, origins } = readConfiguration({ config })
    expect(values.openflow).toBe('tcp:0.0.0.0:1')
    expect(formatOrigin(origins.openflow)).toBe(`file ${config}:3 (module.openflowserver.url)`)
  })

  it('says why a named file cannot be read', () => {
    const config = join(folder, 'missing.yaml')
    expect(() => readConfiguration({ config }, {})).toThrow(`${config} cannot be read: there is no such file or folder`)
  })
})
