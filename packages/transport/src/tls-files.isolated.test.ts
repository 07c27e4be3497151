import { CertificateAuthority, type Certificate, run } from '@vlcp/testkit'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadTls } from './tls-credentials.ts'

let folder = ''
let good: Certificate

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-tls-files-'))
  good = await (await CertificateAuthority.create(folder)).issue('good')
})

afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

function expectRefusal(files: Partial<Certificate>, message: string): void {
  expect(() => loadTls({ ...good, ...files })).toThrow(expect.objectContaining({ code: 'tls_files', message }))
}

it('names the file that is missing, or is none', () => {
  const missing = join(folder, 'missing.pem')
  const reason = `ENOENT: no such file or directory, stat '${missing}'`
  expectRefusal({ key: missing }, `the private key ${missing} cannot be used: ${reason}`)
  expectRefusal({ certificate: missing }, `the certificate ${missing} cannot be used: ${reason}`)
  expectRefusal({ ca: missing }, `the CA certificate ${missing} cannot be used: ${reason}`)
  expectRefusal({ ca: folder }, `the CA certificate ${folder} cannot be used: it is not a file`)
})

it('names the file with the wrong contents, and does not repeat them', async () => {
  const text = await file('text', 'precious')
  expectRefusal({ key: text }, `the private key ${text} cannot be used: there is no private key in PEM form in it`)
  expectRefusal(
    { key: good.ca },
    `the private key ${good.ca} cannot be used: there is no private key in PEM form in it`,
  )
  const none = 'there is no certificate in PEM form in it'
  expectRefusal({ certificate: good.key }, `the certificate ${good.key} cannot be used: ${none}`)
  expectRefusal({ ca: text }, `the CA certificate ${text} cannot be used: ${none}`)
})

it('reads every certificate of a file', async () => {
  const damaged = await file('damaged', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  expect(() => loadTls({ ...good, ca: damaged })).toThrow(
    `${damaged} cannot be used: certificate 1 in it cannot be read`,
  )
})

it('refuses a key of another certificate, and one it cannot use without a passphrase', async () => {
  const locked = join(folder, 'locked.key')
  await run('openssl', ['ec', '-in', good.key, '-aes256', '-passout', 'pass:secret', '-out', locked])
  expectRefusal({ key: locked }, `the private key ${locked} cannot be used: it needs a passphrase`)
  const reason = `it does not belong to the certificate ${good.ca}`
  expectRefusal({ certificate: good.ca }, `the private key ${good.key} cannot be used: ${reason}`)
})

it('does not read a file that is far too large', async () => {
  const large = await file('large', '')
  await truncate(large, 2 ** 40)
  expectRefusal({ ca: large }, `the CA certificate ${large} cannot be used: it has more than 1048576 bytes`)
})
