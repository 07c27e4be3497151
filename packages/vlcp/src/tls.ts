import type { Logger, SettingValues } from '@vlcp/server'
import { loadTls, parseEndpoint, type TlsCredentials, wellKnownPorts } from '@vlcp/transport'
import type { VlcpSettings } from './settings.ts'

const fileKeys = ['tls.key', 'tls.certificate', 'tls.ca'] as const

type TlsKey = (typeof fileKeys)[number] | 'tls.peerNames' | 'openflow' | 'ovsdb'
type Values = Pick<SettingValues<VlcpSettings>, TlsKey>

/** What is wrong when an endpoint is of the kind ssl and the files for it are not all named. */
export function missingTls(values: Values): string | undefined {
  const endpoint = tlsEndpoint(values)
  const missing = fileKeys.filter((key) => values[key] === null)
  if (endpoint === undefined || missing.length === 0) return undefined
  return `"${endpoint}" needs ${missing.join(' and ')}`
}

/** The credentials of the ssl endpoints; undefined when there is no such endpoint. Throws a TransportError. */
export function openTls(values: Values, logger: Logger): TlsCredentials | undefined {
  const [key, certificate, ca] = fileKeys.map((each) => values[each])
  if (tlsEndpoint(values) === undefined || key == null || certificate == null || ca == null) return undefined
  return loadTls({
    key,
    certificate,
    ca,
    peerNames: values['tls.peerNames'],
    onReload: (error) => {
      if (error === undefined) logger.info({ certificate }, 'the TLS files have changed and serve new connections')
      else logger.error({ reason: error.message }, 'the changed TLS files cannot be used, those before stay in use')
    },
  })
}

function tlsEndpoint({ openflow, ovsdb }: Values): string | undefined {
  // The ports only make the texts complete: they are checked already.
  return [openflow, ...ovsdb].find((text) => parseEndpoint(text, wellKnownPorts.openflow).kind === 'ssl')
}
