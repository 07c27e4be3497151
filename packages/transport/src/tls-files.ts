import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type BigIntStats, readFileSync, statSync } from 'node:fs'
import { toError, TransportError } from './errors.ts'

/** The three files of `ovs-vsctl set-ssl`, in PEM form. */
export interface TlsFiles {
  /** Our private key, without a passphrase. */
  readonly key: string
  /** Our certificate; those of intermediate authorities may follow it. */
  readonly certificate: string
  /** Certificates of the authorities whose signature makes the certificate of a peer acceptable. */
  readonly ca: string
}

/** What the files hold; every part of it has been understood and fits the others. */
export interface TlsTexts {
  readonly key: string
  readonly certificate: string
  readonly ca: readonly string[]
}

// A system-wide bundle of authorities has about 200 KiB; more than this is some other file.
const MAX_FILE_BYTES = 1024 * 1024
const CERTIFICATE = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs

/**
 * Reads and checks the files.
 * @throws {TransportError} `tls_files` with file and reason
 */
export function readTlsFiles(files: TlsFiles): TlsTexts {
  const key = readText('private key', files.key)
  const certificate = readText('certificate', files.certificate)
  const ca = readText('CA certificate', files.ca)
  const privateKey = parseKey(files.key, key)
  const [own] = parseCertificates('certificate', files.certificate, certificate)
  if (!own?.checkPrivateKey(privateKey)) {
    throw fileError('private key', files.key, `it does not belong to the certificate ${files.certificate}`)
  }
  const authorities = parseCertificates('CA certificate', files.ca, ca)
  return { key, certificate, ca: authorities.map((each) => each.toString()) }
}

/**
 * A text that changes whenever one of the files does.
 * @throws {TransportError} `tls_files` with file and reason
 */
export function stampTlsFiles({ key, certificate, ca }: TlsFiles): string {
  const all = [statFile('private key', key), statFile('certificate', certificate), statFile('CA certificate', ca)]
  return all.map(({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs].join()).join(';')
}

function statFile(what: string, path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true })
  } catch (error) {
    throw fileError(what, path, toError(error).message, error)
  }
}

function readText(what: string, path: string): string {
  const file = statFile(what, path)
  // Reading a pipe could take for ever.
  if (!file.isFile()) throw fileError(what, path, 'it is not a file')
  if (file.size > MAX_FILE_BYTES) throw fileError(what, path, `it has more than ${MAX_FILE_BYTES} bytes`)
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    throw fileError(what, path, toError(error).message, error)
  }
}

function parseKey(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (error) {
    // PKCS #8 and the older form of OpenSSL both say so in the text around the key.
    const reason = text.includes('ENCRYPTED') ? 'it needs a passphrase' : 'there is no private key in PEM form in it'
    throw fileError('private key', path, reason, error)
  }
}

function parseCertificates(what: string, path: string, text: string): X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? []
  if (blocks.length === 0) throw fileError(what, path, 'there is no certificate in PEM form in it')
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch (error) {
      throw fileError(what, path, `certificate ${index + 1} in it cannot be read: ${toError(error).message}`, error)
    }
  })
}

function fileError(what: string, path: string, reason: string, cause?: unknown): TransportError {
  return new TransportError('tls_files', `the ${what} ${path} cannot be used: ${reason}`, { cause })
}
