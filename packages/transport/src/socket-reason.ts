// Codes of OpenSSL and Node.js whose own text does not tell an operator what to do.
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by our CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by our CA',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not signed by our CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by our CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by our CA',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by our CA',
  INVALID_PURPOSE: 'its certificate is not meant for this side of a connection',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it shows no certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_HTTP_REQUEST: 'it does not speak TLS',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it has no TLS version from 1.2 on',
}

const ALERT = /_ALERT_(\w+)$/

/** Why a socket failed, in words; for TLS what the peer or its certificate did wrong. */
export function socketReason(error: Error): string {
  // A name with several addresses fails with an AggregateError whose own message is empty.
  if (error instanceof AggregateError) {
    return error.errors.map((each: unknown) => (each instanceof Error ? socketReason(each) : String(each))).join('; ')
  }
  const code: unknown = Reflect.get(error, 'code')
  return (typeof code === 'string' ? reasonOfCode(code) : undefined) ?? error.message
}

/** The same for a code alone; undefined when the code says nothing about TLS. */
export function reasonOfCode(code: string): string | undefined {
  const [, alert] = ALERT.exec(code) ?? []
  // The alerts of RFC 8446, 6.2: the peer says what it does not like.
  if (alert !== undefined) return `it refuses TLS: ${alert.replaceAll('_', ' ').toLowerCase()}`
  return REASONS[code]
}
