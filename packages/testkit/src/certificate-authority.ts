import { mkdtempSync } from 'node:fs'
import { basename, join } from 'node:path'
import { requireLab } from './requirement.ts'
import { run } from './run.ts'

/** Files in PEM form, named as the arguments of `ovs-vsctl set-ssl`. */
export interface Certificate {
  readonly key: string
  readonly certificate: string
  /** Certificate of the authority that signed it. */
  readonly ca: string
}

export interface CertificateOptions {
  /** Time from now to its end; negative makes a certificate that has expired. Default 30. */
  readonly validDays?: number
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** An authority like those of ovs-pki: its certificates bear a common name and nothing else. Made with openssl. */
export class CertificateAuthority {
  /** Its own certificate. */
  readonly certificate: string
  readonly #folder: string
  #lastSerial = 0

  private constructor(folder: string) {
    this.#folder = folder
    this.certificate = join(folder, 'ca.pem')
  }

  get #key(): string {
    return join(this.#folder, 'ca.key')
  }

  /** Makes one, with its files in a folder of its own inside `parent`. @throws RequirementError without openssl */
  static async create(parent: string): Promise<CertificateAuthority> {
    requireLab({ programs: ['openssl'], root: false })
    const authority = new CertificateAuthority(mkdtempSync(join(parent, 'ca-')))
    const files = ['-keyout', authority.#key, '-out', authority.certificate]
    // Two authorities of one name would be taken for one whose signature is wrong.
    const subject = ['-subj', `/CN=test authority ${basename(authority.#folder)}`]
    await run('openssl', ['req', '-x509', ...newKey, ...subject, '-days', '30', ...files])
    return authority
  }

  /** Makes a key and a certificate for it. */
  async issue(name: string, { validDays = 30 }: CertificateOptions = {}): Promise<Certificate> {
    const serial = ++this.#lastSerial
    const file = (kind: string): string => join(this.#folder, `${serial}.${kind}`)
    const [key, request, certificate] = [file('key'), file('csr'), file('pem')]
    await run('openssl', ['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request])
    const signer = ['-CA', this.certificate, '-CAkey', this.#key, '-set_serial', String(serial)]
    const days = ['-days', String(validDays)]
    await run('openssl', ['x509', '-req', '-in', request, ...signer, ...days, '-out', certificate])
    return { key, certificate, ca: this.certificate }
  }
}
