import { Secret } from '../model/secret.ts'
import type { Provider, Settings } from '../model/settings.ts'
import { providerName } from './account-kinds.ts'
import { proxyUrl } from './base-url.ts'
import type { SettingReader } from './setting-reader.ts'
import { unusable } from './value-kind.ts'
import { credential, fileName, text, textLike } from './value-kinds.ts'

const ADVISED_KEY_LENGTH = 16
const ADVISED_SECRET_LENGTH = 32

const adminKey = textLike(/^[\u0021-\u007e]{8,}$/, {
  accepted: 'at least 8 printable characters without spaces',
  mask: 'credential',
})

const hostList = textLike(/^[^\0\r\n]+$/, { accepted: 'host names, comma-separated', mask: 'none' })

/** The provider of a credential whose prefix tells nothing. */
export function readDefaultProvider(reader: SettingReader, providers: ReadonlyMap<string, Provider>): string {
  const accepted = `one of ${[...providers.keys()].join(', ')}, or a name that providers.<name>.base_url gives an address`
  const kind = text({ accepted, mask: 'none' }, (given) => {
    const name = providerName.parse({ kind: 'text', text: given })
    return name.ok && providers.has(name.value) ? name : unusable()
  })
  return reader.read('load_balancer.provider', kind, 'anthropic')
}

/** Certificate and key, which come together. */
export function readTls(reader: SettingReader): Settings['tls'] {
  const cert = reader.find('tls.cert')
  const key = reader.find('tls.key')
  const certFile = reader.use(cert, fileName, '')
  const keyFile = reader.use(key, fileName, '')
  if (cert !== null && key !== null) return { certFile, keyFile }
  const alone = cert ?? key
  if (alone === null) return null
  reader.report.problem({
    setting: alone.setting,
    value: null,
    source: alone.source,
    why: cert === null ? 'a key without a certificate serves nothing' : 'a certificate without its key serves nothing',
    accepted: 'TLS_CERT (tls.cert) and TLS_KEY (tls.key) together',
  })
  return null
}

/** Proxies towards the vendors. The file's `outbound_proxy` serves both schemes; the environment has a name for each. */
export function readOutbound(reader: SettingReader): Settings['outbound'] {
  const main = reader.findVariable('HTTPS_PROXY', 'https_proxy')
  const plain = reader.findVariable('HTTP_PROXY', 'http_proxy')
  const written = reader.find('outbound_proxy')
  const shared = reader.use<string | null>(written?.source.kind === 'file' ? written : null, proxyUrl, null)
  return {
    httpsProxy: reader.use<string | null>(main, proxyUrl, shared),
    httpProxy: reader.use<string | null>(plain, proxyUrl, shared),
    noProxy: reader.use<string | null>(reader.findVariable('NO_PROXY', 'no_proxy'), hostList, null),
  }
}

/** `CLAUDEFLARE_ADMIN_KEY`: a short one is used and warned of, since it can be guessed. */
export function readAdminKey(reader: SettingReader): Secret | null {
  const given = reader.findVariable('CLAUDEFLARE_ADMIN_KEY')
  const value = reader.use(given, adminKey, '')
  if (value === '') return null
  if (value.length < ADVISED_KEY_LENGTH) {
    reader.report.warn(`CLAUDEFLARE_ADMIN_KEY is short: at least ${ADVISED_KEY_LENGTH} characters are advised`)
  }
  return new Secret(value)
}

/** A secret that the vault is sealed with. A short one is used and warned of: whoever has the database may try them all. */
export function readSecret(reader: SettingReader, variable: string): Secret | null {
  const text = reader.use(reader.findVariable(variable), credential, '')
  if (text === '') return null
  if (text.length < ADVISED_SECRET_LENGTH) {
    reader.report.warn(
      `${variable} has ${text.length} characters; ${ADVISED_SECRET_LENGTH} or more of chance are advised`,
    )
  }
  return new Secret(text)
}
